"""What is written to the log holds no signed token: whoever reads the log could use it."""

import logging
import re
from typing import Any

# A signed value as Django writes it: something, a colon, a signature; links in mails have a tilde instead.
TOKEN = re.compile(r"/[\w.\-=~]+[:~][\w.\-:~]{20,}")


class WithoutTokens(logging.Filter):
    """Replaces signed tokens in addresses, wherever a line was about to hold one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        record.msg = _masked(record.msg)
        return True


def _masked(value: Any) -> Any:
    return TOKEN.sub("/…", value) if isinstance(value, str) else value
