"""The moderators' page: what waits, what is shown, which sites are blocked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.kit.tests.outside import Outside
from masthead.mentions import errors, operations, queries
from masthead.mentions.models import Mention, MentionProtocol, SourceDetails, SourceSite
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, PublicView

pytestmark = pytest.mark.django_db
Receive = Callable[..., Mention]


@pytest.fixture
def waiting(receive: Receive) -> Mention:
    mention = receive()
    mention.state, mention.title, mention.excerpt = "waiting", "An answer", "I read this twice."
    mention.save()
    return mention


def decide(client: Client, mention: Mention, which: str, reason: str = "") -> Any:
    return client.post(
        f"/moderation/mentions/{mention.pk}/action/", {"action": which, "reason": reason}, follow=True
    )


@pytest.mark.parametrize("name", ["rita", "mina", "ada"])
def test_mentions_page__is_shut_to_the_wrong_person(
    client: Client, name: str, waiting: Mention, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(name))
    assert client.get("/moderation/mentions/").status_code == 403
    assert decide(client, waiting, "show").status_code == 403
    assert client.post("/moderation/mentions/unblock/", {"host": "blog.example"}).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_mentions_page__a_stranger_is_led_to_the_sign_in_page(client: Client, waiting: Mention) -> None:
    assert client.get("/moderation/mentions/")["Location"] == "/sign-in/?next=/moderation/mentions/"
    assert client.post(f"/moderation/mentions/{waiting.pk}/action/").status_code == 302
    assert client.post("/moderation/mentions/unblock/").status_code == 302


def test_queue_link__leads_to_the_mentions_and_says_how_many_wait(
    client: Client, moe: Person, waiting: Mention
) -> None:
    page = sign_in(client, moe).get("/moderation/").content.decode()
    assert '<a href="/moderation/mentions/">Mentions elsewhere: 1 waits</a>' in page
    assert "An answer" in client.get("/moderation/mentions/").content.decode()


def test_queue_link__the_queue_counts_nothing_where_nothing_waits(client: Client, moe: Person) -> None:
    page = sign_in(client, moe).get("/moderation/").content.decode()
    assert '<a href="/moderation/mentions/">Mentions elsewhere</a>' in page


def test_queue_link__the_number_beside_the_way_there_counts_what_waits(
    client: Client, moe: Person, mina: Person, waiting: Mention
) -> None:
    sign_in(client, moe)
    for page in (reverse("people:header_account"), reverse("people:account")):
        html = " ".join(client.get(page).content.decode().split())
        assert "1 comment or mention waits for a moderator." in html
    decide(client, waiting, "show")
    assert "waits for a moderator." not in client.get(reverse("people:header_account")).content.decode()


def test_mentions_page__what_comes_from_no_sender_waits_and_is_never_looked_at(
    piece: ArticlePage, moe: Person, noon: datetime, outside: Outside
) -> None:
    view = PublicView.objects.get(pk=piece.pk)

    def keep(path: str) -> Mention:
        details = SourceDetails(
            title=f"About {path}", author="Oda", excerpt="Three pieces.", published_at=noon
        )
        source = f"https://reader.example/{path}"
        return operations.add_mention(
            view=view, source=source, protocol=MentionProtocol.PINGBACK, details=details, now=noon
        )

    first = keep("one")
    assert queries.shown_mentions(piece.pk, may_read=True) == []
    operations.show_mention(mention=first, by=moe, now=noon)
    assert keep("two").is_shown  # its site is known now
    assert keep("two").pk == keep("two").pk
    shown = queries.shown_mentions(piece.pk, may_read=True)
    assert [(row.title, row.host, row.author) for row in shown] == [
        ("About two", "reader.example", "Oda"),
        ("About one", "reader.example", "Oda"),
    ]
    assert queries.due_for_check(now=noon + timedelta(days=400)) == []
    assert outside.requests == []


def test_mentions_page__empty_says_so(client: Client, moe: Person) -> None:
    assert b"No mention waits for a moderator." in sign_in(client, moe).get("/moderation/mentions/").content


def test_show_mention__a_mention_is_shown_and_its_site_known_from_then_on(
    client: Client, moe: Person, waiting: Mention
) -> None:
    page = decide(sign_in(client, moe), waiting, "show").content.decode()
    assert "The mention is shown." in page
    waiting.refresh_from_db()
    assert waiting.state == "shown"
    assert queries.standing_of("blog.example") == "trusted"
    entry = AuditEntry.objects.get(action="mentions.mention.show")
    assert (entry.actor, entry.subject_label) == (moe, waiting.source)
    assert "An answer" in client.get("/politics/the-call/").content.decode()


def test_hide_mention__a_mention_is_hidden_with_a_reason_and_stays_so(
    client: Client, moe: Person, waiting: Mention, noon: datetime
) -> None:
    operations.show_mention(mention=waiting, by=moe, now=noon)
    decide(sign_in(client, moe), waiting, "hide", "Only advertising.")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.next_check_at) == ("hidden", None)
    assert AuditEntry.objects.get(action="mentions.mention.hide").details == {"reason": "Only advertising."}
    assert "An answer" not in client.get("/politics/the-call/").content.decode()


@pytest.mark.parametrize("which", ["hide", "block"])
def test_hide_mention__needs_a_reason_and_so_does_blocking(
    client: Client, moe: Person, waiting: Mention, which: str
) -> None:
    response = decide(sign_in(client, moe), waiting, which, "  ")
    assert response.status_code == 422
    assert b"Please give the reason." in response.content
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_block_site__has_all_its_mentions_hidden(
    client: Client, moe: Person, waiting: Mention, receive: Receive, noon: datetime
) -> None:
    fresh, other = receive("http://blog.example/second"), receive("http://other.example/")
    operations.show_mention(mention=waiting, by=moe, now=noon)
    page = decide(sign_in(client, moe), waiting, "block", "A link farm.").content.decode()
    assert "Blocked sites" in page
    assert "A link farm." in page
    states = dict(Mention.objects.values_list("pk", "state"))
    assert states == {waiting.pk: "hidden", fresh.pk: "refused", other.pk: "received"}
    assert AuditEntry.objects.get(action="mentions.site.block").subject_label == "blog.example"
    with pytest.raises(errors.SiteIsBlocked):
        receive("http://blog.example/third")


def test_unblock_site__begins_anew(
    client: Client, moe: Person, waiting: Mention, receive: Receive, noon: datetime
) -> None:
    operations.block_site(host="blog.example", by=moe, reason="A link farm.", now=noon)
    sign_in(client, moe).post("/moderation/mentions/unblock/", {"host": "blog.example"})
    assert not SourceSite.objects.exists()
    assert receive("http://blog.example/third").state == "received"
    assert AuditEntry.objects.filter(action="mentions.site.unblock").exists()
    assert client.post("/moderation/mentions/unblock/", {"host": "blog.example"}).status_code == 409


def test_show_mention__a_hidden_mention_can_be_shown_again(
    moe: Person, waiting: Mention, noon: datetime
) -> None:
    operations.hide_mention(mention=waiting, by=moe, reason="A mistake.", now=noon)
    assert operations.show_mention(mention=waiting, by=moe, now=noon).state == "shown"


@pytest.mark.parametrize("state", ["received", "refused", "gone", "shown"])
def test_show_mention__what_is_not_there_cannot_be_shown(
    moe: Person, waiting: Mention, noon: datetime, state: str
) -> None:
    Mention.objects.update(state=state)
    with pytest.raises(errors.MentionChangedMeanwhile):
        operations.show_mention(mention=waiting, by=moe, now=noon)


def test_take_action__one_that_is_none_is_refused(client: Client, moe: Person, waiting: Mention) -> None:
    assert decide(sign_in(client, moe), waiting, "burn").status_code == 409
    assert client.post("/moderation/mentions/4711/action/", {"action": "show"}).status_code == 404


def test_mentions_page__reads_a_fixed_number_of_rows_however_many_mentions(
    waiting: Mention, receive: Receive, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(8):
        receive(f"http://blog-{number}.example/")
    Mention.objects.update(state="waiting")
    with django_assert_num_queries(2):
        assert len([item.piece.headline for item in queries.pending_items() if item.piece]) == 9
