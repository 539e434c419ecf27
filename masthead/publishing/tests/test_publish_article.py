"""What stands after a piece is published, changed and taken back."""

import pytest
from django.core.exceptions import ValidationError

from masthead.articles import operations, queries
from masthead.articles.errors import BodyNeedsDecision
from masthead.articles.models import ArticlePage, Author, FinishedBody, Publication, PublicView, SectionPage
from masthead.articles.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text
from masthead.discussion import queries as discussion
from masthead.discussion.models import Readers, Writers
from masthead.paywall.decisions import Closed, Open, Reason


def view_of(article: ArticlePage) -> PublicView:
    return PublicView.objects.get(article_id=article.pk)


def test_the_public_view_holds_what_stands_before_the_gate_and_nothing_behind_it(gated: ArticlePage) -> None:
    view = view_of(gated)
    everything = " ".join(str(getattr(view, field.attname)) for field in PublicView._meta.concrete_fields)
    assert OPEN_WORDS in view.teaser_html
    assert "borrowed silver" not in everything
    assert view.path == "/harbour/the-seventh-lantern/"
    assert view.authors_text == "Marit Oyelaran"
    assert view.level == "members"


def test_the_whole_text_needs_a_decision_that_allows_it(gated: ArticlePage) -> None:
    closed = Closed(Reason.MEMBERS, ("join",))
    with pytest.raises(BodyNeedsDecision):
        queries.full_body(article_id=gated.pk, decision=closed)
    assert HIDDEN_WORDS in queries.full_body(article_id=gated.pk, decision=Open())


def test_without_a_gate_only_the_standfirst_of_a_gated_piece_is_open(harbour: SectionPage) -> None:
    view = view_of(publish(harbour, body=[text(HIDDEN_WORDS)]))
    assert view.teaser_html == ""
    assert view.description == "Who paid for the light?"


def test_without_a_standfirst_and_a_gate_the_description_is_the_headline(harbour: SectionPage) -> None:
    view = view_of(publish(harbour, standfirst="", body=[text(HIDDEN_WORDS)]))
    assert view.description == "The seventh lantern"


def test_a_public_piece_is_open_to_its_end_whatever_gate_is_left_in_it(harbour: SectionPage) -> None:
    view = view_of(publish(harbour, access="public"))
    assert HIDDEN_WORDS in view.teaser_html


def test_a_second_gate_is_refused_with_a_sentence(harbour: SectionPage) -> None:
    with pytest.raises(ValidationError) as refused:
        publish(harbour, body=[text("one"), GATE, text("two"), GATE, text("three")])
    assert "The gate stands here twice" in str(refused.value.__dict__)


def test_what_an_editor_pastes_is_sanitised(harbour: SectionPage) -> None:
    article = publish(
        harbour,
        body=[("text", '<p onclick="x()">Hello<script>alert(1)</script> <a href="javascript:x">a</a></p>')],
    )
    body = queries.full_body(article_id=article.pk, decision=Open())
    assert "script" not in body
    assert "onclick" not in body


def test_a_draft_changes_nothing_that_readers_see(gated: ArticlePage) -> None:
    page = ArticlePage.objects.get(pk=gated.pk)
    page.title = "Another headline"
    page.save_revision()
    assert view_of(gated).headline == "The seventh lantern"
    operations.publish_article(article=page)
    assert view_of(gated).headline == "Another headline"


def test_unpublishing_takes_body_files_and_letters_away(gated: ArticlePage) -> None:
    operations.unpublish_article(article=gated)
    assert queries.public_view_of(gated.pk) is None
    assert not FinishedBody.objects.filter(article_id=gated.pk).exists()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert (thread.readable_by, thread.posting_by) == (Readers.STAFF, Writers.NOBODY)


def test_publishing_again_brings_the_letters_back(gated: ArticlePage) -> None:
    operations.unpublish_article(article=gated)
    operations.publish_article(article=gated)
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert (thread.readable_by, thread.posting_by) == (Readers.EVERYBODY, Writers.MEMBERS)


def test_deleting_a_piece_puts_its_letters_away(gated: ArticlePage) -> None:
    key = f"article:{gated.pk}"
    gated.delete()
    thread = discussion.thread_by_key(key)
    assert thread is not None
    assert thread.readable_by == Readers.STAFF
    assert not PublicView.objects.exists()


def test_deleting_a_section_puts_the_letters_of_its_pieces_away(
    gated: ArticlePage, harbour: SectionPage
) -> None:
    SectionPage.objects.get(pk=harbour.pk).delete()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert thread.readable_by == Readers.STAFF


def test_changing_the_sections_access_rebuilds_every_inherited_view_at_once(
    gated: ArticlePage, harbour: SectionPage
) -> None:
    own = publish(harbour, headline="Its own word", access="members")
    section = SectionPage.objects.get(pk=harbour.pk)
    section.access = "public"
    section.save_revision().publish()
    assert HIDDEN_WORDS in view_of(gated).teaser_html
    assert HIDDEN_WORDS not in view_of(own).teaser_html
    section.access = "inherit"
    section.save_revision().publish()
    assert "borrowed silver" not in view_of(gated).teaser_html + view_of(gated).search_text


def test_changing_the_publications_access_rebuilds_every_inherited_view_at_once(gated: ArticlePage) -> None:
    publication = Publication.objects.get()
    publication.default_access = "public"
    publication.save()
    assert view_of(gated).level == "public"
    publication.default_access = "registered"
    publication.save()
    assert view_of(gated).level == "registered"
    assert "borrowed silver" not in view_of(gated).teaser_html


def test_changing_who_may_read_letters_reaches_every_thread(gated: ArticlePage) -> None:
    publication = Publication.objects.get()
    publication.discussion_readable_by = "members"
    publication.save()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert thread.readable_by == Readers.MEMBERS


def test_a_draft_of_a_section_changes_nothing_yet(gated: ArticlePage, harbour: SectionPage) -> None:
    section = SectionPage.objects.get(pk=harbour.pk)
    section.access = "public"
    section.save_revision()
    assert view_of(gated).level == "members"


def test_an_authors_new_name_stands_over_every_piece(gated: ArticlePage, marit: Author) -> None:
    marit.name = "Marit Oyelaran-Voss"
    marit.save()
    assert view_of(gated).authors_text == "Marit Oyelaran-Voss"
    assert "voss" in view_of(gated).search_text


def test_closed_and_absent_discussions(harbour: SectionPage) -> None:
    closed = publish(harbour, headline="Closed", discussion="closed")
    off = publish(harbour, headline="Off", discussion="off")
    thread = discussion.thread_by_key(f"article:{closed.pk}")
    assert thread is not None
    assert thread.posting_by == Writers.NOBODY
    assert discussion.thread_by_key(f"article:{off.pk}") is None
