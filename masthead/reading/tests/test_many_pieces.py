"""Two hundred pieces follow a change of access before it answers, and what that costs is bounded."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from masthead.articles.models import FinishedBody, Publication, PublicView, SectionPage
from masthead.articles.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text

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


def levels() -> dict[str, int]:
    found: dict[str, int] = {}
    for level in PublicView.objects.values_list("level", flat=True):
        found[level] = found.get(level, 0) + 1
    return found


def test_two_hundred_pieces_follow_their_section_and_the_publication_at_once(
    client: Client, many: SectionPage
) -> None:
    finished_at = set(FinishedBody.objects.values_list("finished_at", flat=True))
    with CaptureQueriesContext(connection) as opened:
        many.access = "public"
        many.save_revision().publish()
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
    assert levels() == {"registered": FOLLOWING, "members": PIECES - FOLLOWING}
    # No body is finished anew, and no piece costs more because there are others.
    assert set(FinishedBody.objects.values_list("finished_at", flat=True)) == finished_at
    counts = [len(opened), len(closed), len(changed)]
    assert max(counts) <= AROUND + A_PIECE * FOLLOWING, counts
