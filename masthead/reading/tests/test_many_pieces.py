"""Two hundred pieces follow a change of access, closed at once, opened by jobs; what it costs is bounded."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from masthead.kit.jobs import run_all
from masthead.publishing.models import FullBody, Publication, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text

PIECES = 200
FOLLOWING = PIECES * 9 // 10  # every tenth says for itself who may read it
AROUND, A_PIECE = 60, 3  # queries at most: for the change itself, and for each piece that follows it


@pytest.fixture
def many(harbour: SectionPage, marit: Any) -> SectionPage:
    for number in range(PIECES):
        access = "members" if number % 10 == 0 else "inherit"
        publish(
            harbour, headline=f"Piece {number}", authors=[marit], tags=["Lanterns"],
            metered=False, access=access,
            body=[text(f"{OPEN_WORDS} {number}"), GATE, text(f"{HIDDEN_WORDS} {number}")],
        )  # fmt: skip
    return SectionPage.objects.get(pk=harbour.pk)


def work(asked: CaptureQueriesContext) -> int:
    """How many queries were about pieces, not about jobs and their transactions."""
    around = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(
        not query["sql"].startswith(around)
        and "dbtaskresult" not in query["sql"]
        and "kit_joblease" not in query["sql"]
        for query in asked.captured_queries
    )


def levels() -> dict[str, int]:
    found: dict[str, int] = {}
    for level in PublicView.objects.values_list("level", flat=True):
        found[level] = found.get(level, 0) + 1
    return found


def test_rebuild_now_or_later__two_hundred_pieces_follow_section_and_publication_at_once(
    client: Client, many: SectionPage
) -> None:
    finished_at = set(FullBody.objects.values_list("rendered_at", flat=True))
    with CaptureQueriesContext(connection) as opened:
        many.access = "public"
        many.save_revision().publish()
        run_all()
    assert levels() == {"public": FOLLOWING, "members": PIECES - FOLLOWING}
    assert PublicView.objects.filter(teaser_html__contains=HIDDEN_WORDS).count() == FOLLOWING
    assert HIDDEN_WORDS in client.get("/harbour/piece-1/").content.decode()
    assert HIDDEN_WORDS not in client.get("/harbour/piece-0/").content.decode()  # says so itself

    with CaptureQueriesContext(connection) as closed:
        many.access = "inherit"
        many.save_revision().publish()
    assert levels() == {"members": PIECES}
    assert not PublicView.objects.filter(teaser_html__contains=HIDDEN_WORDS).exists()
    assert not PublicView.objects.filter(search_text__contains="borrowed silver").exists()
    assert HIDDEN_WORDS not in client.get("/harbour/piece-1/").content.decode()

    row = Publication.objects.get()
    with CaptureQueriesContext(connection) as changed:
        row.default_access = "registered"
        row.save()
        run_all()
    assert levels() == {"registered": FOLLOWING, "members": PIECES - FOLLOWING}
    # No body is finished anew, and no piece costs more because there are others.
    assert set(FullBody.objects.values_list("rendered_at", flat=True)) == finished_at
    counts = [work(opened), work(closed), work(changed)]
    assert max(counts) <= AROUND + A_PIECE * FOLLOWING, counts
