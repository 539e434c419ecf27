"""What the tests of notices share."""

from dataclasses import replace
from datetime import timedelta

import pytest

from masthead.kit import contributions
from masthead.kit.notices import Channel, Guarantee, Notice, NoticeKind

COMMENTS = NoticeKind(
    key="comments",
    title="Comments",
    sentence="When somebody writes.",
    useful_for=timedelta(days=7),
    guarantee=Guarantee.AT_MOST_ONCE,
)
QUIET = replace(
    COMMENTS, key="quiet", title="Small things", sentence="When little happens.", default=Channel.SITE
)
BILLS = NoticeKind(
    key="bills",
    title="Bills",
    sentence="When you have paid.",
    may_be_switched_off=False,
    useful_for=timedelta(days=30),
    guarantee=Guarantee.AT_LEAST_ONCE,
)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kinds of notice, and no others."""
    table = {**contributions._table, "notice_kinds": ((COMMENTS, QUIET), (BILLS,))}
    monkeypatch.setattr(contributions, "_table", table)


def about(kind: NoticeKind, line: str = "Ada answered you", path: str = "/comments/7/") -> Notice:
    """A notice of this kind."""
    return Notice(
        template="notices/notices/plain",
        line={"subject_line": line},
        context={"paragraphs": ["She has a point."]},
        kind=kind.key,
        path=path,
    )
