"""What an editor gets wrong in a part is told in a sentence, and everything that was typed stays."""

import html
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings
from wagtail.documents import get_document_model

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, FullBody, PublicView, SectionPage
from masthead.publishing.render_body import render_body
from masthead.publishing.tests.conftest import text
from masthead.publishing.tests.test_blocks import CHART, TABLE, body, said_of
from masthead.publishing.tests.test_desk import edit, form, rich


@pytest.fixture
def draft(client: Client, harbour: SectionPage, ed: Person) -> ArticlePage:
    sign_in(client, ed)
    return operations.write_article(section=harbour, headline="A draft", body=[text("Kept.")], by=ed)


def sent(draft: ArticlePage, part: str, values: dict[str, Any]) -> dict[str, str]:
    """The editor's form with a text and one more part, to be published."""
    whole = form(draft, [("text", "Kept."), (part, None)], **{"action-publish": "action-publish"})
    del whole["body-1-value"]
    return whole | {f"body-1-value-{name}": value for name, value in values.items() if value is not False}


def shown(answer: Any) -> str:
    """What the editor's page says, out of its entities and its JSON."""
    plain = html.unescape(answer.content.decode())
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), plain)
    return html.unescape(plain.replace('\\"', '"'))


LONG = "Year,Ships\n" + "\n".join(f"{number},1" for number in range(10_000))


@pytest.mark.parametrize(
    ("part", "values", "sentence", "typed"),
    [
        ("table", TABLE | {"cells": 'a,b\n1970,"12'}, "The quotation marks do not match", '1970,"12'),
        ("table", TABLE | {"cells": LONG}, "These are 10001 rows; at most 201 can be shown.", "9999,1"),
        ("table", TABLE | {"cells": "a,b\n1,2,3"}, "Row 2 has 3 cells where the first row has 2.", "1,2,3"),
        ("table", TABLE | {"cells": ",".join("abcdefghijklm")}, "at most 12 fit beside each other", "k,l,m"),
        ("chart", CHART | {"numbers": LONG}, "These are 10001 rows", "9999,1"),
        ("chart", CHART | {"numbers": "a,b\nx,=SUM(A1)"}, "Row 2: “=SUM(A1)” is not a number.", "x,=SUM(A1)"),
        ("chart", CHART | {"numbers": "a,b\nx,<b>1</b>"}, "Row 2: “<b>1</b>” is not a number.", "x,<b>1"),
        ("embed", {"address": "https://films.example/7", "title": "A lamp", "caption": ""},
         "We do not show anything from there.", "https://films.example/7"),
        ("embed", {"address": "not an address", "title": "A lamp", "caption": ""}, "valid URL", "A lamp"),
        ("footnote", {"mark": "no mark!", "text": rich("Volume two.")},
         "A footnote’s name is made of letters", "no mark!"),
        ("footnote", {"mark": "archive", "text": rich("Volume two.")},
         "Nothing in the text refers to the footnote “archive”", "Volume two."),
    ],
)  # fmt: skip
def test_article_form__what_is_wrong_is_told_and_nothing_is_lost(
    client: Client, draft: ArticlePage, part: str, values: dict[str, Any], sentence: str, typed: str
) -> None:
    answer = edit(client, draft, sent(draft, part, values))
    assert answer.status_code == 200
    said = shown(answer)
    for words in (sentence, typed, "Kept."):
        assert words in said
    assert not PublicView.objects.exists()


def test_article_form__a_file_that_is_no_sound_is_told_with_those_that_are(
    client: Client, draft: ArticlePage, tmp_path: Any, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = get_document_model().objects.create(title="plan", file=ContentFile(b"%PDF", name="plan.pdf"))
    values = {"file": str(file.pk), "title": "The tide bell", "credit": "", "transcript": "Ding."}
    said = shown(edit(client, draft, sent(draft, "audio", values)))
    assert "This is not an audio file we can play. Use mp3" in said
    assert "Ding." in said
    assert not PublicView.objects.exists()


def test_cells_block__empty_cells_in_the_corners_are_cells(client: Client, draft: ArticlePage) -> None:
    answer = edit(
        client, draft, sent(draft, "table", TABLE | {"cells": "\tNorth\tSouth\n1970\t12\t\n1971\t\t"})
    )
    assert answer.status_code == 302, shown(answer)
    newest = PublicView.objects.get()
    html_of_table = FullBody.objects.get(pk=newest.pk).after_gate
    assert '<td></td><th scope="col">North</th>' in html_of_table
    assert '<th scope="row">1971</th><td></td><td></td>' in html_of_table


def test_cells_block__formulas_and_markup_in_cells_are_words(front: object) -> None:
    """No spreadsheet ever reads a page, so a formula is shown as it was typed."""
    html = render_body(
        body(("table", {**TABLE, "cells": 'a,b\n=HYPERLINK("x"),<img src=x onerror=y>'})), language="en"
    ).whole
    assert '=HYPERLINK("x")' in html or "=HYPERLINK(&quot;x&quot;)" in html
    assert "<img" not in html


def test_cells_block__a_grid_of_ten_thousand_rows_is_refused_in_a_moment(front: object) -> None:
    assert "These are 10001 rows" in said_of(("table", TABLE | {"cells": LONG}))
