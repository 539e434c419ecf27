"""What the tests of notices share."""

import pytest

from masthead.kit import contributions
from masthead.kit.notices import Notice, NoticeKind, Road

LETTERS = NoticeKind(key="letters", title="Letters", sentence="When somebody writes.")
QUIET = NoticeKind(key="quiet", title="Small things", sentence="When little happens.", default=Road.SITE)
BILLS = NoticeKind(key="bills", title="Bills", sentence="When you have paid.", may_be_off=False)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kinds of notice, and no others."""
    table = {**contributions._table, "notice_kinds": ((LETTERS, QUIET), (BILLS,))}
    monkeypatch.setattr(contributions, "_table", table)


def about(kind: NoticeKind, line: str = "Ada answered you", path: str = "/comments/7/") -> Notice:
    """A notice of this kind."""
    return Notice(
        template="notices/notices/plain",
        context={"subject_line": line, "paragraphs": ["She has a point."]},
        kind=kind.key,
        path=path,
    )
