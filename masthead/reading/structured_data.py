"""What search engines are told about a piece, as JSON-LD (schema.org NewsArticle). Pure."""

from typing import Any

from django.templatetags.static import static

from masthead.kit.addresses import absolute_address
from masthead.kit.moments import machine_readable
from masthead.publishing.models import PublicView
from masthead.publishing.queries import GATED_CLASS, GATED_ELEMENT, author_address

HOUSE_ICON = "design/icon-512.png"  # the logo of a publication that has none: what browsers show for it, too


def news_article(view: PublicView, publication: Any, *, body: str | None) -> dict[str, Any]:
    """JSON-LD of a piece (schema.org NewsArticle), from its public view only.

    `body` is the whole text, where the page holds it: nothing of it is in the facts, but only there is the
    part behind the gate an element of the page, which is named by its class
    (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content).
    """
    house = _publisher(publication)
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": view.headline,
        "description": view.description,
        "url": absolute_address(view.path),
        "mainEntityOfPage": absolute_address(view.path),
        "datePublished": machine_readable(view.first_published_at),
        "dateModified": machine_readable(view.updated_at),
        "articleSection": view.section_title,
        "wordCount": view.word_count,
        "isAccessibleForFree": view.is_free,
        "inLanguage": publication.language,
        "author": [
            {
                "@type": "Person",
                "name": author["name"],
                "url": absolute_address(author_address(author["slug"])),
            }
            for author in view.authors
        ]
        or [house],
        "publisher": house,
    }
    if view.tags:
        facts["keywords"] = [tag["name"] for tag in view.tags]
    if body and GATED_ELEMENT in body and not view.is_free:
        facts["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": f".{GATED_CLASS}",
        }
    if view.corrections:
        facts["correction"] = [
            {"@type": "CorrectionComment", "text": row["text"], "datePublished": row["date"]}
            for row in view.corrections
        ]
    if view.image:
        facts["image"] = [absolute_address(view.image[size]["src"]) for size in ("og", "wide")]
    return facts


def _publisher(publication: Any) -> dict[str, Any]:
    """Who publishes it, with the logo of its theme."""
    icon: dict[str, Any] = {"src": static(HOUSE_ICON), "width": 512, "height": 512}
    logo: dict[str, Any] = publication.theme.logos.get("logo") or icon
    return {
        "@type": "NewsMediaOrganization",
        "name": publication.name,
        "url": absolute_address("/"),
        "logo": {
            "@type": "ImageObject",
            "url": absolute_address(logo["src"]),
            "width": logo["width"],
            "height": logo["height"],
        },
    }
