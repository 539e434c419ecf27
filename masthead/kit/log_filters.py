"""A logging filter that masks signed tokens: whoever reads the log could use them."""

import logging
import re

# A signed value as Django writes it: something, a colon, a signature; links in mails have a tilde instead.
SIGNED_TOKEN = re.compile(r"/[\w.\-=~]+[:~][\w.\-:~]{20,}")


class MaskSignedTokens(logging.Filter):
    """Replaces signed tokens in the addresses of a log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        record.msg = _masked(record.msg)
        return True


def _masked(value: object) -> object:
    return SIGNED_TOKEN.sub("/…", value) if isinstance(value, str) else value
