"""The gate holds on every public surface, for every kind of reader."""

from django.utils import timezone

from masthead.leaks.readers import READERS
from masthead.mentions.models import Mention, MentionProtocol
from masthead.paywall.models import MeterReading, NetworkReadings
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage
from tests.leaks.conftest import SECRET, Audit


def test_run_audit__nothing_leaks_to_anybody(world: ArticlePage, audit: Audit) -> None:
    report = audit()
    assert report.holds, "\n".join(report.lines())
    assert report.pieces == 2
    surfaces = {surface for surface, _ in report.asked}
    assert {
        "front page", "section pages", "pieces", "feeds", "sitemap", "robots.txt", "search",
        "pictures and files", "documents", "the desk", "programming interfaces", "accounts", "joining",
        "discussion: threads", "discussion: comments", "feeds of threads",
    } <= surfaces  # fmt: skip
    for reader in READERS:
        assert report.asked["feeds", reader] > 1
        assert report.asked["pieces", reader] > 5


def test_run_audit__disturbs_nobodys_meter(world: ArticlePage, audit: Audit) -> None:
    audit("stranger", "spent meter", "registered")
    assert not NetworkReadings.objects.exists()
    assert not MeterReading.objects.filter(piece_id=world.pk).exists()


def test_run_audit__leaves_two_accounts_behind_and_no_open_session(world: ArticlePage, audit: Audit) -> None:
    from django.contrib.sessions.models import Session

    audit("registered", "lapsed")
    audit("registered", "lapsed")
    assert Person.objects.filter(email__endswith="@leak-audit.invalid").count() == 2
    assert not Session.objects.exists()


def test_mentions__a_page_elsewhere_that_quotes_the_hidden_text_gives_nothing_away(
    world: ArticlePage, audit: Audit
) -> None:
    Mention.objects.create(
        article=world,
        source="https://blog.example/",
        target="x",
        host="blog.example",
        protocol=MentionProtocol.WEBMENTION,
        state=Mention.State.SHOWN,
        token="a-token",
        title=SECRET[:190],
        author=SECRET[:90],
        excerpt=SECRET[:190],
        received_at=timezone.now(),
    )
    report = audit("stranger", "registered")
    assert report.holds, "\n".join(report.lines())
