"""What every room says of its notices."""

from collections.abc import Sequence

from masthead.kit.contributions import Place
from masthead.kit.notices import NoticeKind

# The kinds about which a person may have a preference.
NOTICE_KINDS: Place[Sequence[NoticeKind]] = Place("notice_kinds")
