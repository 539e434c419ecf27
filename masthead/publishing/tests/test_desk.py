"""The desk: who may write, who may publish, and what a preview shows."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing import jobs, operations, permissions
from masthead.publishing.models import ArticlePage, Author, FrontPage, Publication, PublicView, SectionPage
from masthead.publishing.tests.conftest import HIDDEN_WORDS, OPEN_WORDS, publish, text


def no_rows(inline: str) -> dict[str, str]:
    """What the desk's editor sends of an empty list of rows."""
    counts = {"TOTAL": "0", "INITIAL": "0", "MIN_NUM": "0", "MAX_NUM": "1000"}
    return {f"{inline}-{name}_FORMS": count for name, count in counts.items()}


def form(article: ArticlePage, parts: list[tuple[str, Any]], **fields: str) -> dict[str, str]:
    """The article form as the desk's editor sends it."""
    sent = {
        "title": article.title,
        "slug": article.slug,
        "standfirst": article.standfirst,
        "lead_image": "",
        "lead_alternative": "",
        "lead_caption": "",
        "lead_credit": "",
        "access": article.access,
        "metered": "on",
        "discussion": "open",
        "go_live_at": "",
        "expire_at": "",
        "tags": "",
        "series": "",
        "series_part": "",
        "whats_new": "",
        **no_rows("bylines"),
        **no_rows("earlier_pieces"),
        **no_rows("corrections"),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "body-count": str(len(parts)),
    }
    for place, (kind, value) in enumerate(parts):
        sent |= {
            f"body-{place}-deleted": "",
            f"body-{place}-order": str(place),
            f"body-{place}-type": kind,
            f"body-{place}-id": "",
        }
        sent[f"body-{place}-value"] = rich(value) if kind == "text" else ""
    return sent | fields


def rich(words: str) -> str:
    block = {
        "key": "a",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return json.dumps({"blocks": [block], "entityMap": {}})


def edit(client: Client, article: ArticlePage, sent: dict[str, str]) -> Any:
    return client.post(f"/desk/pages/{article.pk}/edit/", sent)


def test_desk__an_editor_publishes_a_gated_piece(client: Client, harbour: SectionPage, ed: Person) -> None:
    draft = operations.write_article(section=harbour, headline="From the desk", body=[], by=ed)
    parts = [("text", OPEN_WORDS), ("gate", None), ("text", HIDDEN_WORDS)]
    answer = edit(sign_in(client, ed), draft, form(draft, parts, **{"action-publish": "action-publish"}))
    assert answer.status_code == 302, answer.content.decode()
    view = PublicView.objects.get(article_id=draft.pk)
    assert OPEN_WORDS in view.teaser_html
    assert HIDDEN_WORDS not in view.teaser_html


def test_gate_block__two_are_refused_in_the_editor_with_a_sentence(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    draft = operations.write_article(section=harbour, headline="Twice", body=[], by=ed)
    parts = [("text", "one"), ("gate", None), ("text", "two"), ("gate", None)]
    answer = edit(sign_in(client, ed), draft, form(draft, parts, **{"action-publish": "action-publish"}))
    assert answer.status_code == 200
    assert "The gate stands here twice" in answer.content.decode()
    assert not PublicView.objects.exists()


def test_desk_permissions__an_author_writes_but_does_not_publish(
    client: Client, harbour: SectionPage, ada: Person
) -> None:
    assert (
        sign_in(client, ada).get(f"/desk/pages/add/publishing/articlepage/{harbour.pk}/").status_code == 200
    )
    draft = operations.write_article(section=harbour, headline="Mine", body=[text("mine")], by=ada)
    edit(client, draft, form(draft, [("text", "mine")], **{"action-publish": "action-publish"}))
    assert not PublicView.objects.exists()


def test_desk_permissions__an_author_does_not_change_somebody_elses_piece(
    client: Client, gated: ArticlePage, ada: Person
) -> None:
    assert sign_in(client, ada).get(f"/desk/pages/{gated.pk}/edit/").status_code in {302, 403}


def test_desk_permissions__no_page_can_be_made_private_beside_the_gate(
    client: Client, gated: ArticlePage, harbour: SectionPage, front: FrontPage, pia: Person
) -> None:
    """Lists, feeds and the front door know nothing of the engine's own privacy: nothing would be secret."""
    sign_in(client, pia)
    for page in (gated, harbour, front):
        address = f"/desk/pages/{page.pk}/privacy/"
        assert "restriction_type" not in client.get(address).content.decode()
        client.post(address, {"restriction_type": "login", "password": "", "groups": []})
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("who", ["rita", "moe"])
def test_desk_permissions__readers_and_moderators_have_no_business_in_the_desk(
    client: Client, gated: ArticlePage, who: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(f"/desk/pages/{gated.pk}/edit/").status_code in {302, 403}


def test_desk_permissions__the_publisher_changes_the_publication_and_an_editor_does_not(
    client: Client, front: FrontPage, pia: Person, ed: Person
) -> None:
    row = Publication.objects.get()
    address = f"/desk/settings/publishing/publication/{row.pk}/"
    sent = {"name": "The Lighterman", "tagline": "", "language": "en", "default_access": "public",
            "discussion_readable_by": "everybody", "discussion_posting_by": "members"}  # fmt: skip
    assert sign_in(client, ed).post(address, sent).status_code in {302, 403}
    row.refresh_from_db()
    assert row.default_access == "members"
    assert sign_in(client, pia).post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.default_access == "public"


def test_preview__shows_the_draft_to_its_end_and_is_stored_nowhere(
    client: Client, gated: ArticlePage, ed: Person
) -> None:
    sign_in(client, ed)
    sent = form(
        gated, [("text", OPEN_WORDS), ("gate", None), ("text", "A second thought, not yet published")]
    )
    address = f"/desk/pages/{gated.pk}/edit/preview/"
    assert client.post(address, sent).json()["is_valid"] is True
    shown = client.get(address)
    assert "A second thought, not yet published" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "Masthead-Cache-Variant" not in shown.headers
    assert "A second thought" not in Client().get("/harbour/the-seventh-lantern/").content.decode()
    assert Client().get(address).status_code in {302, 403}


def test_page_address__a_new_one_leaves_a_redirect_and_reaches_every_view(
    client: Client,
    gated: ArticlePage,
    harbour: SectionPage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    section = SectionPage.objects.get(pk=harbour.pk)
    section.slug = "quays"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()
    assert PublicView.objects.get(pk=gated.pk).path == "/quays/the-seventh-lantern/"
    answer = client.get("/harbour/the-seventh-lantern/")
    assert (answer.status_code, answer["Location"]) == (301, "/quays/the-seventh-lantern/")
    assert client.get("/quays/the-seventh-lantern/").status_code == 200


def test_page_address__a_piece_that_moves_takes_its_view_its_access_and_its_thread_along(
    client: Client, gated: ArticlePage, politics: SectionPage
) -> None:
    section = SectionPage.objects.get(pk=politics.pk)
    section.access = "public"
    section.save_revision().publish()
    ArticlePage.objects.get(pk=gated.pk).move(section, pos="last-child")
    view = PublicView.objects.get(pk=gated.pk)
    assert (view.path, view.level, view.section_title) == (
        "/politics/the-seventh-lantern/",
        "public",
        "Politics",
    )
    assert Redirect.objects.filter(old_path="/harbour/the-seventh-lantern").exists()
    from masthead.discussion import queries as discussion

    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert thread.address == "/politics/the-seventh-lantern/"


def let_the_hour_pass(page: ArticlePage) -> None:
    """Move the scheduled revision, its moment and its approval alike, an hour and a minute back."""
    due = timezone.now() - timedelta(minutes=1)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = due
    revision.content = {**revision.content, "go_live_at": due.isoformat()}
    revision.save(update_fields=["approved_go_live_at", "content"])


def test_withdraw_article__when_wagtail_no_longer_calls_it_live(gated: ArticlePage) -> None:
    """Of two approved revisions, the later for tomorrow, Wagtail makes a page that is not live."""
    page = ArticlePage.objects.get(pk=gated.pk)
    page.live = False
    page_published.send(sender=ArticlePage, instance=page, revision=page.latest_revision)
    assert not PublicView.objects.get().live


def test_publish_scheduled__pieces_appear_and_expire_by_the_clock(harbour: SectionPage) -> None:
    draft = operations.write_article(section=harbour, headline="Later", body=[text("Later.")])
    page = ArticlePage.objects.get(pk=draft.pk)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert not PublicView.objects.exists()
    let_the_hour_pass(page)
    jobs.publish_scheduled.call()
    assert PublicView.objects.get().live
    ArticlePage.objects.filter(pk=draft.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    jobs.publish_scheduled.call()
    assert not PublicView.objects.get().live


def test_prepare_publication__the_front_page_bears_the_publications_name_in_the_desk_too(
    front: FrontPage,
) -> None:
    operations.update_publication(name="The Pilot", tagline="")
    assert FrontPage.objects.get().title == "The Pilot"


def test_prepare_publication__twice_keeps_what_is_there(front: FrontPage, gated: ArticlePage) -> None:
    again = operations.prepare_publication(name="Another name")
    assert again.pk == front.pk
    assert Publication.objects.get().name == "The Lighterman"
    assert ArticlePage.objects.count() == 1


def test_desk__offers_what_an_editor_needs(client: Client, gated: ArticlePage, ed: Person) -> None:
    html = sign_in(client, ed).get("/desk/").content.decode()
    assert "Authors" in html
    assert "Reports" not in html


def test_desk__its_documents_are_not_for_strangers(client: Client, front: FrontPage) -> None:
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    document = get_document_model().objects.create(title="plan", file=ContentFile(b"secret", name="plan.txt"))
    assert client.get(document.url).status_code == 404


def test_publish_article__uses_the_sections_access_at_once(harbour: SectionPage) -> None:
    assert PublicView.objects.get(pk=publish(harbour, access="inherit").pk).level == "members"


def test_write_panel__leads_to_a_new_piece_in_every_section_one_may_write_in(
    politics: SectionPage, ada: Person, moe: Person
) -> None:
    address = f"/desk/pages/add/publishing/articlepage/{politics.pk}/"
    desk = sign_in(Client(), ada)
    assert f'href="{address}"' in desk.get("/desk/").content.decode()
    assert desk.get(address).status_code == 200
    assert address not in sign_in(Client(), moe).get("/desk/").content.decode()


def test_write_panel__costs_the_same_however_many_sections_there_are(
    politics: SectionPage, front: FrontPage, ada: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        front.add_child(instance=SectionPage(title=f"Section {number}", slug=f"section-{number}"))
    with django_assert_max_num_queries(4):
        assert len(permissions.sections_to_write_in(ada)) == 13


@pytest.mark.parametrize(
    ("access", "said"),
    [
        ("members", "For members"),
        ("registered", "For readers with an account"),
        ("public", "Everybody may read it"),
        ("inherit", "For members"),  # as the publication of this test
    ],
)
def test_piece_readers__the_side_panel_says_who_may_read(
    access: str, said: str, client: Client, gated: ArticlePage, ed: Person
) -> None:
    gated.access = access
    gated.save_revision()
    page = sign_in(client, ed).get(f"/desk/pages/{gated.pk}/edit/").content.decode()
    assert said in page
    assert "Once live anyone can view" not in page


def test_author_form__offers_the_accounts_of_those_who_work_here_and_no_readers(
    client: Client, ada: Person, ed: Person, rita: Person, mina: Person, pia: Person
) -> None:
    page = sign_in(client, pia).get("/desk/snippets/publishing/author/add/").content.decode()
    assert f'value="{ada.pk}"' in page
    for reader in (rita, mina):
        assert str(reader) not in page
        assert reader.email not in page
    sent = {"name": "Rita", "slug": "rita", "bio": "", "portrait": "", "person": str(rita.pk)}
    assert client.post("/desk/snippets/publishing/author/add/", sent).status_code == 200  # refused
    assert not Author.objects.filter(name="Rita").exists()


def test_author_form__an_author_who_no_longer_works_here_keeps_their_account(
    client: Client, rita: Person, pia: Person
) -> None:
    author = operations.add_author(name="Rita Bellweather", person=rita)
    page = sign_in(client, pia).get(f"/desk/snippets/publishing/author/edit/{author.pk}/").content.decode()
    assert f'value="{rita.pk}" selected' in page
