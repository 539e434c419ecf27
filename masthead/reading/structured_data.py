"""Small words the room's templates need."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from masthead.articles.models import PublicView

register = template.Library()

_ESCAPES = {
    ord(">"): "\\u003E",
    ord("<"): "\\u003C",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@register.simple_tag
def structured(view: PublicView, publication: Any) -> SafeString:
    """What search engines are told about a piece (schema.org NewsArticle), from its public view only.

    Nothing of the body is in it; what stands behind the gate is named by its class
    (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content).
    """
    origin = settings.SITE_URL
    house: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "name": publication.name,
        "url": origin + "/",
    }
    if logo := publication.look.shown.get("logo"):
        house["logo"] = {
            "@type": "ImageObject",
            "url": origin + logo["src"],
            "width": logo["width"],
            "height": logo["height"],
        }
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": view.headline,
        "description": view.description,
        "url": origin + view.path,
        "mainEntityOfPage": origin + view.path,
        "datePublished": view.first_published_at.isoformat(),
        "dateModified": view.updated_at.isoformat(),
        "articleSection": view.section_title,
        "wordCount": view.words,
        "isAccessibleForFree": view.is_free,
        "inLanguage": publication.language,
        "author": [
            {
                "@type": "Person",
                "name": author["name"],
                "url": f"{origin}/authors/{author['slug']}/",
            }
            for author in view.authors
        ]
        or [house],
        "publisher": house,
    }
    if view.tags:
        facts["keywords"] = [tag["name"] for tag in view.tags]
    if not view.is_free:
        facts["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".gated",
        }
    if view.corrections:
        facts["correction"] = [
            {"@type": "CorrectionComment", "text": row["text"], "datePublished": row["date"]}
            for row in view.corrections
        ]
    if view.image:
        facts["image"] = [origin + view.image[size]["src"] for size in ("og", "wide")]
    # A data block, which the content security policy does not count as script; escaped as in json_script.
    data = json.dumps(facts, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')


@register.filter
def letters(counts: dict[int, int], view: PublicView) -> int:
    """How many letters stand under `view`."""
    return counts.get(view.article_id, 0)
