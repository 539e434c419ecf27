"""On the desk of the tests' own publication: a draft with every part, one under review, one on the clock."""

from datetime import timedelta
from typing import Any


def every_part(picture: Any, sound: Any) -> list[tuple[str, Any]]:
    """One of each kind of block."""
    return [
        ("text", '<p>A lantern, <a href="/harbour/">a harbour</a>, a hand.</p>'),
        ("heading", "What the books say"),
        ("picture", {"image": picture, "alternative": "A disc over water", "caption": "", "credit": ""}),
        ("pull_quote", "Somebody paid."),
        ("quotation", {"text": "It burned all night.", "attribution": "A pilot"}),
        ("callout", {"heading": "What is a lighter?", "text": "<p>A flat barge.</p>"}),
        ("timeline", {"heading": "The lamp", "entries": [{"when": "1911", "what": "<p>Lit.</p>"}]}),
        ("table", {"caption": "Ships", "cells": "Year,Ships\n1970,12", "first_row_names": True,
                   "first_column_names": True, "source": "Harbour office"}),
        ("chart", {"title": "Ships", "description": "Fewer every year.", "kind": "line",
                   "numbers": "Year,Ships\n1970,12\n1971,9", "unit": "a year", "source": "Harbour office"}),
        ("embed", {"address": "https://www.youtube.com/watch?v=abcdefghijk", "title": "Lit", "caption": ""}),
        ("audio", {"file": sound, "title": "The tide bell", "credit": "Our own", "transcript": "Ding."}),
        ("gate", None),
        ("footnote", {"mark": "archive", "text": "<p>The second volume.</p>"}),
    ]  # fmt: skip


def fill_desk(*, ada: Any, editor: Any, authors: Any, picture: Any) -> dict[str, int]:
    """Let it lie there; the number of each by its name."""
    from django.core.files.base import ContentFile
    from django.utils import timezone
    from wagtail.documents import get_document_model

    from masthead.publishing import operations
    from masthead.publishing.models import ArticlePage, SectionPage

    section = SectionPage.objects.get(slug="harbour")
    sound = get_document_model().objects.create(
        title="The tide bell", file=ContentFile(b"ID3" + bytes(5000), name="bell.mp3")
    )
    draft = operations.write_article(
        section=section, headline="Every part of a piece", standfirst="One of each", authors=authors,
        lead_image=picture, lead_alternative="A disc over water", tags=["harbour", "light"],
        body=every_part(picture, sound), corrections=[(timezone.now().date(), "It was two.")], by=editor,
    )  # fmt: skip
    reviewed = operations.write_article(
        section=section, headline="Under review", body=[("text", "<p>Read me.</p>")], by=ada
    )
    reviewed.get_workflow().start(reviewed, ada)
    coming = operations.write_article(
        section=section, headline="On the clock", authors=authors, body=[("text", "<p>Soon.</p>")], by=editor
    )
    coming.go_live_at = timezone.now() + timedelta(days=400)
    coming.save_revision(user=editor).publish(user=editor)
    return {
        "draft": draft.pk,
        "reviewed": reviewed.pk,
        "coming": coming.pk,
        "published": ArticlePage.objects.get(slug="the-seventh-lantern").pk,
        "section": section.pk,
        "front": section.get_parent().pk,
        "picture": picture.pk,
        "author": authors[0].pk,
        "sound": sound.pk,
    }
