"""What stands after a piece is published, changed and taken back."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masthead.discussion import queries as discussion
from masthead.discussion.models import Readers, Writers
from masthead.paywall.decide import Closed, Open, Reason
from masthead.publishing import operations, queries
from masthead.publishing.errors import BodyNeedsDecision
from masthead.publishing.models import ArticlePage, Author, FullBody, Publication, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text


def view_of(article: ArticlePage) -> PublicView:
    return PublicView.objects.get(article_id=article.pk)


def test_public_view__holds_what_stands_before_the_gate_and_nothing_behind_it(gated: ArticlePage) -> None:
    view = view_of(gated)
    everything = " ".join(str(getattr(view, field.attname)) for field in PublicView._meta.concrete_fields)
    assert OPEN_WORDS in view.teaser_html
    assert "borrowed silver" not in everything
    assert view.path == "/harbour/the-seventh-lantern/"
    assert view.author_names == ["Marit Oyelaran"]
    assert view.level == "members"


def test_full_body__needs_a_decision_that_allows_it(gated: ArticlePage) -> None:
    closed = Closed(Reason.MEMBERS, ("join",))
    with pytest.raises(BodyNeedsDecision):
        queries.full_body(article_id=gated.pk, decision=closed)
    assert HIDDEN_WORDS in queries.full_body(article_id=gated.pk, decision=Open())


def test_public_view__without_a_gate_only_the_standfirst_of_a_gated_piece_is_open(
    harbour: SectionPage,
) -> None:
    view = view_of(publish(harbour, body=[text(HIDDEN_WORDS)]))
    assert view.teaser_html == ""
    assert view.description == "Who paid for the light?"


def test_public_view__without_a_standfirst_and_a_gate_the_description_is_the_headline(
    harbour: SectionPage,
) -> None:
    view = view_of(publish(harbour, standfirst="", body=[text(HIDDEN_WORDS)]))
    assert view.description == "The seventh lantern"


def test_public_view__of_a_public_piece_is_open_to_its_end_whatever_gate_is_left_in_it(
    harbour: SectionPage,
) -> None:
    view = view_of(publish(harbour, access="public"))
    assert HIDDEN_WORDS in view.teaser_html


def test_publish_article__a_second_gate_is_refused_with_a_sentence(harbour: SectionPage) -> None:
    with pytest.raises(ValidationError) as refused:
        publish(harbour, body=[text("one"), GATE, text("two"), GATE, text("three")])
    assert "The gate stands here twice" in str(refused.value.__dict__)


def test_render_body__what_an_editor_pastes_is_sanitised(harbour: SectionPage) -> None:
    article = publish(
        harbour,
        body=[("text", '<p onclick="x()">Hello<script>alert(1)</script> <a href="javascript:x">a</a></p>')],
    )
    body = queries.full_body(article_id=article.pk, decision=Open())
    assert "script" not in body
    assert "onclick" not in body


def test_publish_article__a_draft_changes_nothing_that_readers_see(gated: ArticlePage) -> None:
    page = ArticlePage.objects.get(pk=gated.pk)
    page.title = "Another headline"
    page.save_revision()
    assert view_of(gated).headline == "The seventh lantern"
    operations.publish_article(article=page)
    assert view_of(gated).headline == "Another headline"


def test_unpublish_article__takes_body_files_and_comments_away(gated: ArticlePage) -> None:
    operations.unpublish_article(article=gated)
    assert queries.public_view_of(gated.pk) is None
    assert not FullBody.objects.filter(article_id=gated.pk).exists()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert (thread.readable_by, thread.posting_by) == (Readers.STAFF, Writers.NOBODY)


def test_publish_article__again_brings_the_comments_back(gated: ArticlePage) -> None:
    operations.unpublish_article(article=gated)
    operations.publish_article(article=gated)
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert (thread.readable_by, thread.posting_by) == (Readers.EVERYBODY, Writers.MEMBERS)


def test_put_away_discussion__deleting_a_piece_puts_its_comments_away(gated: ArticlePage) -> None:
    key = f"article:{gated.pk}"
    gated.delete()
    thread = discussion.thread_by_key(key)
    assert thread is not None
    assert thread.readable_by == Readers.STAFF
    assert not PublicView.objects.exists()


def test_put_away_discussion__deleting_a_section_puts_the_comments_of_its_pieces_away(
    gated: ArticlePage, harbour: SectionPage
) -> None:
    SectionPage.objects.get(pk=harbour.pk).delete()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert thread.readable_by == Readers.STAFF


def test_apply_section_change__changing_access_rebuilds_every_inherited_view_at_once(
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


def test_apply_publication_change__changing_access_rebuilds_every_inherited_view_at_once(
    gated: ArticlePage,
) -> None:
    publication = Publication.objects.get()
    publication.default_access = "public"
    publication.save()
    assert view_of(gated).level == "public"
    publication.default_access = "registered"
    publication.save()
    assert view_of(gated).level == "registered"
    assert "borrowed silver" not in view_of(gated).teaser_html


def test_apply_publication_change__who_may_read_comments_reaches_every_thread(gated: ArticlePage) -> None:
    publication = Publication.objects.get()
    publication.discussion_readable_by = "members"
    publication.save()
    thread = discussion.thread_by_key(f"article:{gated.pk}")
    assert thread is not None
    assert thread.readable_by == Readers.MEMBERS


def test_apply_section_change__a_draft_changes_nothing_yet(gated: ArticlePage, harbour: SectionPage) -> None:
    section = SectionPage.objects.get(pk=harbour.pk)
    section.access = "public"
    section.save_revision()
    assert view_of(gated).level == "members"


def test_apply_author_change__a_new_name_stands_over_every_piece(gated: ArticlePage, marit: Author) -> None:
    marit.name = "Marit Oyelaran-Voss"
    marit.save()
    assert view_of(gated).author_names == ["Marit Oyelaran-Voss"]
    assert "voss" in view_of(gated).search_text


def test_sync_discussion__closed_and_absent_discussions(harbour: SectionPage) -> None:
    closed = publish(harbour, headline="Closed", discussion="closed")
    off = publish(harbour, headline="Off", discussion="off")
    thread = discussion.thread_by_key(f"article:{closed.pk}")
    assert thread is not None
    assert thread.posting_by == Writers.NOBODY
    assert discussion.thread_by_key(f"article:{off.pk}") is None


def test_finish_article__it_asks_for_the_publication_and_the_section_once(
    gated: ArticlePage, noon: datetime
) -> None:
    with CaptureQueriesContext(connection) as captured:
        operations.store_public_view(article=gated, now=noon)
    asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    for table in ("publishing_publication", "publishing_sectionpage"):
        assert sum(f'FROM "{table}"' in sql for sql in asked) == 1, asked
