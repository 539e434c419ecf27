"""The gate holds on every public surface, for every kind of reader."""

from masthead.articles import leaks
from masthead.articles.models import ArticlePage
from masthead.paywall.models import MeterReading, NetworkTally
from masthead.people.models import Person
from tests.leaks.conftest import Audit


def test_nothing_leaks_to_anybody(world: ArticlePage, audit: Audit) -> None:
    report = audit()
    assert report.holds, "\n".join(report.lines())
    assert report.pieces == 2
    surfaces = {surface for surface, _ in report.asked}
    assert {
        "front page", "section pages", "pieces", "feeds", "sitemap", "robots.txt", "search",
        "pictures and files", "documents", "the desk", "programming interfaces", "accounts", "joining",
        "discussion: threads", "discussion: comments", "feeds of threads",
    } <= surfaces  # fmt: skip
    for reader in leaks.READERS:
        assert report.asked["feeds", reader] > 1
        assert report.asked["pieces", reader] > 5


def test_the_audit_disturbs_nobodys_meter(world: ArticlePage, audit: Audit) -> None:
    audit("stranger", "spent meter", "registered")
    assert not NetworkTally.objects.exists()
    assert not MeterReading.objects.filter(piece_id=world.pk).exists()


def test_the_audit_leaves_two_accounts_behind_and_no_open_session(world: ArticlePage, audit: Audit) -> None:
    from django.contrib.sessions.models import Session

    audit("registered", "lapsed")
    audit("registered", "lapsed")
    assert Person.objects.filter(email__endswith="@leak-audit.invalid").count() == 2
    assert not Session.objects.exists()
