# ruff: noqa: E501 - a table of faults
"""What is typed in the desk is saved: faults and all, one at a time, and never over what others decided about."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page, Revision

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.errors import NotReady
from masthead.publishing.models import ArticlePage, Author, FrontPage, PublicView, SectionPage
from masthead.publishing.tests.conftest import publish, text
from masthead.publishing.tests.test_desk import edit, form, rich

BY_ITSELF = {"accept": "application/json"}


def autosave(client: Client, page: Page, sent: dict[str, str], *, typed_by: str = "") -> Any:
    """What the desk sends by itself, from a form that was opened on the newest version."""
    newest = Page.objects.get(pk=page.pk).latest_revision
    loaded = {
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": newest.created_at.isoformat(),
    }
    named = {"typed_by": typed_by} if typed_by else {}
    return client.post(f"/desk/pages/{page.pk}/edit/", loaded | named | sent, headers=BY_ITSELF)


def newest(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.fixture(scope="module")
def _publication(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once, which takes longer than most tests here: each of them leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        operations.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")
        operations.ensure_section(title="Harbour", description="Ships and those who wait for them")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def harbour(_publication: None, db: None) -> SectionPage:
    return SectionPage.objects.get()


@pytest.fixture
def marit(_publication: None, db: None) -> Author:
    return operations.add_author(name="Marit Oyelaran")


@pytest.fixture
def draft(harbour: SectionPage, ed: Person) -> ArticlePage:
    return operations.write_article(section=harbour, headline="A draft", body=[text("Begun")], by=ed)


# --- a piece that is not there yet ------------------------------------------------------------------------


def begin(client: Client, section: SectionPage, words: str, *, by_itself: bool, **fields: str) -> Any:
    piece = ArticlePage(title="The seventh lantern", slug="the-seventh-lantern")
    return client.post(
        f"/desk/pages/add/publishing/articlepage/{section.pk}/",
        form(piece, [("text", words)], **fields),
        headers=BY_ITSELF if by_itself else {"accept": "text/html"},
    )


def test_begun_piece__a_form_sent_twice_is_one_piece_with_the_later_words(
    client: Client, harbour: SectionPage, ada: Person
) -> None:
    sign_in(client, ada)
    identity = str(uuid4())
    for by_itself, words in ((True, "One"), (True, "One, two"), (False, "One, two, three")):
        answer = begin(client, harbour, words, by_itself=by_itself, identity=identity)
        assert answer.status_code == (200 if by_itself else 302), answer.content.decode()
        assert words in str(newest(ArticlePage.objects.get()).body)


def test_begun_piece__a_late_autosave_makes_no_second_one_and_changes_no_published_one(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    sign_in(client, ed)
    identity = str(uuid4())
    begin(client, harbour, "Out", by_itself=False, identity=identity, **{"action-publish": "action-publish"})
    assert begin(client, harbour, "Old", by_itself=True, identity=identity).status_code == 400
    piece = ArticlePage.objects.get()
    assert (piece.live, piece.has_unpublished_changes) == (True, False)
    assert "Out" in str(newest(piece).body)


def test_begun_piece__the_older_of_two_sendings_never_takes_the_place_of_the_newer(
    client: Client, harbour: SectionPage, ada: Person
) -> None:
    sign_in(client, ada)
    identity = str(uuid4())
    for words, count in (("Newer", 2), ("Older", 1)):
        begin(client, harbour, words, by_itself=True, identity=identity, typed_by=f"here:{count}")
    assert "Newer" in str(newest(ArticlePage.objects.get()).body)


def test_begun_piece__nobody_replaces_somebody_elses_by_naming_its_identity(
    client: Client, harbour: SectionPage, ada: Person, ed: Person
) -> None:
    identity = str(uuid4())
    begin(sign_in(client, ada), harbour, "Mine", by_itself=True, identity=identity)
    other = sign_in(Client(), ed)
    assert begin(other, harbour, "Yours", by_itself=True, identity=identity).status_code == 400
    assert begin(other, harbour, "Yours", by_itself=False, identity=identity).status_code == 302
    said = {piece.owner: str(newest(piece).body) for piece in ArticlePage.objects.all()}
    assert "Mine" in said[ada]
    assert "Yours" in said[ed]


def test_begun_piece__a_refused_publication_leaves_it(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    sign_in(client, ed)
    identity = str(uuid4())
    begin(client, harbour, "Begun", by_itself=True, identity=identity)
    refused = begin(
        client, harbour, "No", by_itself=False, identity=identity, title="", **{"action-publish": "action-publish"}
    )  # fmt: skip
    assert refused.status_code == 200
    assert "Begun" in str(newest(ArticlePage.objects.get()).body)


# --- nothing without a change -----------------------------------------------------------------------------


def test_new_version__a_piece_sent_as_it_was_opened_has_none(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    piece = publish(harbour, body=[text("Out")])
    before = Revision.objects.count()
    answer = autosave(sign_in(client, ed), piece, form(piece, [("text", "Out")]))
    assert answer.json()["success"] is True
    piece.refresh_from_db()
    assert (Revision.objects.count(), piece.has_unpublished_changes) == (before, False)


@pytest.mark.parametrize("kind", [FrontPage, SectionPage])
def test_new_version__nor_has_any_other_page_sent_as_it_was_opened(
    kind: type[Page], client: Client, harbour: SectionPage, pia: Person
) -> None:
    page = kind.objects.get()
    page.save_revision().publish()
    page.refresh_from_db()
    before = Revision.objects.count()
    sent = {"title": page.title, "slug": page.slug, "description": getattr(page, "description", ""),
            "access": "inherit", "go_live_at": "", "expire_at": ""}  # fmt: skip
    answer = autosave(sign_in(client, pia), page, sent)
    assert answer.json()["success"] is True, answer.json()
    page.refresh_from_db()
    assert (Revision.objects.count(), page.has_unpublished_changes) == (before, False)
    assert autosave(client, page, sent | {"title": "Other"}).json()["success"] is True
    assert Revision.objects.count() == before + 1


# --- drafts with faults -----------------------------------------------------------------------------------

LONG = "Long. " * 200


def struct(kind: str, **values: str) -> dict[str, str]:
    """The second part of a body, of this kind, as the desk sends it."""
    part = {
        "body-count": "2",
        "body-1-deleted": "",
        "body-1-order": "1",
        "body-1-type": kind,
        "body-1-id": "",
    }
    return part | {f"body-1-value{name and '-'}{name}": value for name, value in values.items()}


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "an embed from an unknown place": (struct("embed", address="https://nowhere.example/9", title="T"), "nowhere.example"),
    "an embed that is no address": (struct("embed", address="see below", title="T"), "see below"),
    "a headline too long": ({"title": LONG}, LONG.strip()),
    "a standfirst too long": ({"standfirst": LONG}, "Long. Long."),
    "no headline": ({"title": ""}, "Begun, and more"),
    "a heading too long": (struct("heading", **{"": LONG}), "Long. Long."),
    "a footnote without a name": (struct("footnote", mark="a b!", text=rich("Who said so")), "a b!"),
    "a quotation nobody said": (struct("quotation", text="So it was", attribution=LONG), "So it was"),
    "a table that is none": (struct("table", caption="C", cells='"open'), "open"),
    "an address with spaces": ({"slug": "two words"}, "two words"),
    "an address that is taken": ({"slug": "taken"}, "taken"),
    "a byline twice": ({}, "Begun, and more"),
    "a byline of nobody": ({}, "Begun, and more"),
    "half a date": ({"go_live_at": "2026-13-"}, "Begun, and more"),
    "gone before it comes": ({"go_live_at": "2999-01-02 08:00", "expire_at": "2999-01-01 08:00"}, "Begun, and more"),
    "no number": ({"series_part": "first"}, "Begun, and more"),
    "a picture that is gone": ({"lead_image": "999999"}, "Begun, and more"),
    "a correction without its day": ({}, "Begun, and more"),
}  # fmt: skip


LOOKED_AT = {"an embed from an unknown place", "a table that is none", "a headline too long"}


def rows_of(fault: str, author: Author) -> dict[str, str]:
    """The rows that belong to a fault in rows."""
    if fault == "a correction without its day":
        counts = {"corrections-TOTAL_FORMS": "1"}
        return counts | {"corrections-0-id": "", "corrections-0-ORDER": "1", "corrections-0-DELETE": "",
                         "corrections-0-corrected_date": "Monday", "corrections-0-text": "It was two."}  # fmt: skip
    authors = {"a byline twice": [str(author.pk)] * 2, "a byline of nobody": [""]}.get(fault, [])
    sent = {"bylines-TOTAL_FORMS": str(len(authors))} if authors else {}
    for place, chosen in enumerate(authors):
        sent |= {f"bylines-{place}-{name}": value for name, value in
                 {"id": "", "ORDER": str(place + 1), "DELETE": "", "author": chosen}.items()}  # fmt: skip
    return sent


@pytest.mark.parametrize("is_new", [False, True], ids=["an old piece", "a new piece"])
@pytest.mark.parametrize("fault", FAULTS)
def test_draft_form__a_draft_with_a_fault_is_saved_and_the_fault_is_said(
    fault: str, is_new: bool, client: Client, harbour: SectionPage, draft: ArticlePage, marit: Author, ed: Person
) -> None:  # fmt: skip
    fields, typed = FAULTS[fault]
    if fields.get("slug") == "taken":
        operations.write_article(section=harbour, headline="Taken", body=[], by=ed)
    sent = form(draft, [("text", "Begun, and more")], **rows_of(fault, marit)) | fields
    sign_in(client, ed)
    if is_new:
        answer = client.post(
            f"/desk/pages/add/publishing/articlepage/{harbour.pk}/",
            {"slug": "new"} | sent | ({} if "slug" in fields else {"slug": "new"}),
            headers=BY_ITSELF,
        )
    else:
        answer = autosave(client, draft, sent)
    said = answer.json()
    assert said["success"] is True, said
    revision = Revision.objects.get(pk=said["revision_id"])
    assert "Begun, and more" in json.dumps(revision.content)
    assert typed in json.dumps(revision.content)
    silent = fault in {
        "no headline",
        "a byline of nobody",
    }  # nothing was typed there, so nothing is wrong with it yet
    assert silent or said["faults"], "the fault is not said"
    if not is_new:
        whole = all(fault["in_draft"] for fault in said["faults"])
        assert edit(client, draft, sent | {"typed": "ask"}).json()["same"] is whole
    if not is_new and fault in LOOKED_AT:  # a draft with faults can be opened and looked at
        for view in ("pages/{}/edit/", "pieces/{}/", "pages/{}/view_draft/"):
            assert client.get(f"/desk/{view.format(said['pk'])}").status_code == 200


def test_draft_form__a_list_of_faults_names_the_field(client: Client, draft: ArticlePage, ed: Person) -> None:
    sent = form(draft, [("text", "Begun")], **FAULTS["a standfirst too long"][0])
    (fault,) = autosave(sign_in(client, ed), draft, sent).json()["faults"]
    assert fault["sentence"].startswith("Standfirst: ")
    assert fault["in_draft"] is True


def test_draft_form__what_a_draft_cannot_hold_is_said_to_be_outside_it(
    client: Client, draft: ArticlePage, ed: Person
) -> None:
    sent = form(draft, [("text", "Begun, and more")], go_live_at="tomorrow-ish")
    said = autosave(sign_in(client, ed), draft, sent).json()
    assert [fault["in_draft"] for fault in said["faults"]] == [False]


@pytest.mark.parametrize(
    "fault", ["an embed from an unknown place", "a headline too long", "an address that is taken"]
)
def test_draft_form__a_draft_with_a_fault_is_not_published(
    fault: str, client: Client, harbour: SectionPage, draft: ArticlePage, ed: Person
) -> None:
    operations.write_article(section=harbour, headline="Taken", body=[], by=ed)
    sent = form(draft, [("text", "Begun")], **FAULTS[fault][0])
    autosave(sign_in(client, ed), draft, sent)
    refused = edit(client, draft, sent | {"action-publish": "action-publish"})
    assert refused.status_code == 200  # the form again, with what was typed
    with pytest.raises(NotReady):  # nor by any other way: review, schedule, script
        Page.objects.get(pk=draft.pk).latest_revision.publish(user=ed)
    assert not PublicView.objects.exists()
    assert not ArticlePage.objects.get(pk=draft.pk).live


# --- one at a time ----------------------------------------------------------------------------------------


def test_autosave__based_on_an_older_version_than_the_published_one_is_refused(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    piece = operations.write_article(section=harbour, headline="Mine", body=[text("One")], by=ed)
    old = piece.latest_revision
    loaded = {"loaded_revision_id": str(old.pk), "loaded_revision_created_at": old.created_at.isoformat()}
    edit(sign_in(client, ed), piece, form(piece, [("text", "Two")], **{"action-publish": "action-publish"}))
    late = client.post(
        f"/desk/pages/{piece.pk}/edit/", loaded | form(piece, [("text", "On")]), headers=BY_ITSELF
    )
    assert late.json()["error_code"] == "invalid_revision"
    piece.refresh_from_db()
    assert (piece.live, piece.has_unpublished_changes) == (True, False)


def test_autosave__a_form_whose_answer_got_lost_goes_on_and_what_is_late_changes_nothing(
    client: Client, draft: ArticlePage, ed: Person
) -> None:
    sign_in(client, ed)
    old = draft.latest_revision
    loaded = {"loaded_revision_id": str(old.pk), "loaded_revision_created_at": old.created_at.isoformat()}
    for words, count in (("One", 1), ("One, two, three", 3), ("One, two", 2)):
        sent = loaded | form(draft, [("text", words)], typed_by=f"here:{count}")
        assert client.post(f"/desk/pages/{draft.pk}/edit/", sent, headers=BY_ITSELF).json()["success"] is True
    assert "One, two, three" in str(newest(draft).body)
    assert draft.revisions.count() == 2  # the one that was opened and ours, not one for each sending
    elsewhere = loaded | form(draft, [("text", "Other")], typed_by="elsewhere:9")
    assert client.post(f"/desk/pages/{draft.pk}/edit/", elsewhere, headers=BY_ITSELF).status_code == 400


def test_autosave__a_version_that_others_decided_about_is_not_written_over(
    client: Client, harbour: SectionPage, draft: ArticlePage, ed: Person, pia: Person
) -> None:
    sign_in(client, ed)
    mine = autosave(client, draft, form(draft, [("text", "Decided")]), typed_by="here:1").json()[
        "revision_id"
    ]
    Revision.objects.get(pk=mine).publish(user=pia)
    sent = form(draft, [("text", "Typed on")], overwrite_revision_id=str(mine))
    assert autosave(client, draft, sent, typed_by="here:2").json()["revision_id"] != mine
    draft.refresh_from_db()
    assert draft.live_revision_id == mine
    assert "Decided" in json.dumps(draft.live_revision.content)
    assert draft.has_unpublished_changes


# --- under review -----------------------------------------------------------------------------------------


def test_autosave__a_piece_under_review_takes_an_editors_words_and_tells_its_author_why_not(
    client: Client, harbour: SectionPage, ada: Person, ed: Person
) -> None:
    piece = operations.write_article(section=harbour, headline="Mine", body=[text("One")], by=ada)
    piece.get_workflow().start(piece, ada)
    submitted = piece.latest_revision_id
    assert autosave(sign_in(client, ed), piece, form(piece, [("text", "Two")])).json()["success"] is True
    assert "Two" in str(newest(piece).body)
    assert "One" in json.dumps(Revision.objects.get(pk=submitted).content)
    hers = sign_in(Client(), ada)
    page = hers.get(f"/desk/pages/{piece.pk}/edit/").content.decode()
    assert "content-locked" in page  # the script lets nothing be typed, and says why
    assert "awaiting moderation" in page
    refused = autosave(hers, piece, form(piece, [("text", "Three")]))
    assert refused.json()["error_code"] == "locked"


# --- a sign-in that ended ---------------------------------------------------------------------------------


def test_sign_in_state__one_that_ended_is_said_and_is_no_error(
    client: Client, draft: ArticlePage, ed: Person
) -> None:
    answer = autosave(client, draft, form(draft, [("text", "Typed")]))
    assert (answer.status_code, answer.json()["error_code"]) == (401, "signed_out")
    assert client.get("/desk/sign-in-state/", headers=BY_ITSELF).status_code == 401
    sign_in(client, ed)
    said = client.get("/desk/sign-in-state/", headers=BY_ITSELF).json()
    assert said["person"] == ed.pk
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, ed)
    stale = autosave(strict, draft, form(draft, [("text", "Typed")]))
    assert (stale.status_code, stale.json()["error_code"]) == (403, "stale_token")
    token = strict.get("/desk/sign-in-state/", headers=BY_ITSELF).json()["token"]
    again = autosave(strict, draft, form(draft, [("text", "Typed")], csrfmiddlewaretoken=token))
    assert again.json()["success"] is True


# --- put back ---------------------------------------------------------------------------------------------


def test_browser_storage__what_is_put_back_is_shown_and_not_saved(
    client: Client, harbour: SectionPage, draft: ArticlePage, ed: Person
) -> None:
    sign_in(client, ed)
    before = Revision.objects.count()
    sent = form(draft, [("text", "Typed once")], standfirst="And this", typed="put-back")
    for address in (f"/desk/pages/{draft.pk}/edit/", f"/desk/pages/add/publishing/articlepage/{harbour.pk}/"):
        page = client.post(address, sent)
        assert page.status_code == 200
        assert "It is not saved yet" in page.content.decode()
        assert "Typed once" in page.content.decode()
        assert "And this" in page.content.decode()
    assert Revision.objects.count() == before


def test_autosave__the_desk_knows_whether_what_was_typed_arrived(
    client: Client, harbour: SectionPage, draft: ArticlePage, ed: Person
) -> None:
    sign_in(client, ed)
    before = Revision.objects.count()
    for words, same in (("Begun", True), ("Begun and more", False)):
        answer = edit(client, draft, form(draft, [("text", words)], typed="ask"))
        assert answer.json()["same"] is same
    identity = str(uuid4())
    begin(client, harbour, "New", by_itself=True, identity=identity)
    for words, same in (("New", True), ("Newer", False)):
        assert (
            begin(client, harbour, words, by_itself=True, identity=identity, typed="ask").json()["same"]
            is same
        )
    assert (
        begin(client, harbour, "New", by_itself=True, identity=str(uuid4()), typed="ask").json()["same"]
        is False
    )
    assert Revision.objects.count() == before + 1
