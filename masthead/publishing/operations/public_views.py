"""What the public view of a piece holds: for a piece that is published, made anew, or previewed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from masthead.kit.search_text import stored_search_text
from masthead.publishing import queries
from masthead.publishing.models import (
    AccessLevel,
    ArticlePage,
    Author,
    Picture,
    Publication,
    SectionPage,
)
from masthead.publishing.picture_files import LEAD_SIZES, PORTRAIT_SIZE
from masthead.publishing.render_body import RenderedBody


def values_of_public_view(
    article: ArticlePage,
    rendered: RenderedBody,
    *,
    section: SectionPage,
    publication: Publication,
    image: dict[str, Any],
    now: datetime,
    author_summary_of: Callable[[Author], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Everything the public view of `article` holds: made of its public parts and of nothing else."""
    level = queries.level_of(article, section, publication)
    # A public piece has no hidden part, whatever gate is left in it; any other shows what is before the gate.
    is_free = level == AccessLevel.PUBLIC
    teaser, text = (rendered.whole, rendered.text) if is_free else (rendered.open_part, rendered.open_text)
    authors = [(author_summary_of or author_summary)(line.author) for line in article.bylines.all()]
    names = ", ".join(author["name"] for author in authors)
    around = _shown_around(article)
    tags = " ".join(tag["name"] for tag in around["tags"])
    return {
        **around,
        "section": section,
        "section_title": section.title,
        "section_path": queries.address_of(section),
        "path": queries.page_address(section.slug, article.slug),
        "headline": article.title,
        "standfirst": article.standfirst.strip(),
        "teaser_html": teaser,
        "description": _first_words((article.standfirst, text, article.title), limit=300),
        "search_text": stored_search_text(
            f"{article.title}\n{article.standfirst}\n{names}\n{section.title}\n{tags}\n{text}"
        ),
        "image": image,
        "authors": authors,
        "level": level.value,
        "metered": article.metered,
        "discussion": article.discussion,
        "word_count": rendered.word_count,
        "live": True,
        "first_published_at": article.first_published_at or now,
        "updated_at": article.last_published_at or now,
    }


def _shown_around(article: ArticlePage) -> dict[str, Any]:
    """Tags, series, earlier coverage and corrections, as the public view stores them."""
    corrections = sorted(article.corrections.all(), key=lambda row: row.corrected_date, reverse=True)
    return {
        "tags": [
            {"id": tag.pk, "name": tag.name, "slug": tag.slug}
            for tag in sorted(
                (tagging.tag for tagging in article.taggings.all()), key=lambda tag: tag.name.casefold()
            )
        ],
        "series_id": article.series_id,
        "series_part": article.series_part,
        "whats_new": article.whats_new.strip(),
        "corrections": [
            {"date": row.corrected_date.isoformat(), "text": row.text.strip()} for row in corrections
        ],
        "earlier": [row.earlier_id for row in article.earlier_pieces.all()],
    }


def author_summary(author: Author) -> dict[str, Any]:
    """An author as stored in a public view; `portrait` is empty, or {src, width, height}."""
    portrait = author.portrait.get_rendition(PORTRAIT_SIZE) if author.portrait else None
    return {
        "id": author.pk,
        "name": author.name,
        "slug": author.slug,
        "bio": author.bio,
        "portrait": {"src": portrait.url, "width": portrait.width, "height": portrait.height}
        if portrait
        else {},
    }


def shown_picture(article: ArticlePage) -> dict[str, Any]:
    """The lead picture in the sizes of pages, lists and previews elsewhere; empty when there is none."""
    picture: Picture | None = article.lead_image
    if picture is None:
        return {}
    sizes = {name: picture.get_rendition(spec) for name, spec in LEAD_SIZES.items()}
    return {
        "alt": article.lead_alternative or picture.description,
        "caption": article.lead_caption,
        "credit": article.lead_credit or picture.credit,
        **{
            name: {"src": size.url, "width": size.width, "height": size.height}
            for name, size in sizes.items()
        },
    }


def _first_words(texts: Iterable[str], *, limit: int) -> str:
    """The first of `texts` that is not empty, on one line, cut between words at `limit` characters."""
    for text in texts:
        line = " ".join(text.split())
        if len(line) > limit:
            return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
        if line:
            return line
    return ""
