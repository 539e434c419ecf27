"""Tables in texts: no door glues their cells together."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import SectionPage
from masthead.publishing.queries import published_views
from masthead.publishing.rich_text import tables_as_lines
from masthead.publishing.tests.conftest import publish

WORD = (
    "<p>Before.</p><table class=MsoTableGrid><tbody>"
    "<tr><td><p class=MsoNormal><b>Year</b></p></td><td><p>Ships<br>in port</p></td></tr>"
    "<tr><td><p>1970</p></td><td><p>twelve</p><p>or <a href='/x/'>so</a></p></td></tr></tbody></table>after"
)
LINES = '<p>Before.</p><p><b>Year</b> | Ships in port</p><p>1970 | twelve or <a href="/x/">so</a></p>after'


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            WORD,
            LINES,
        ),
        ("<table><tr><th>a</th><td>b</td><td></td></tr></table>", "<p>a | b |</p>"),
        ("<TABLE><caption>Ships</caption><tr><td>a<td>b</TABLE>", "<p>Ships</p><p>a | b</p>"),
        ("<table><tr><td>&lt;b&gt; &amp; c</td><td>d</td></tr></table>", "<p>&lt;b&gt; &amp; c | d</p>"),
        ("<table><tr><td></td><td> </td></tr><tr><td>a</td></tr></table>", "<p>a</p>"),
        (
            "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>",
            "<p>a | b | c</p>",
        ),
        ("<p>1 &lt; 2, no tables</p>", "<p>1 &lt; 2, no tables</p>"),
        ("words <b>first</b><table><tr><td>a</td><td>b</td></tr></table>", "words <b>first</b><p>a | b</p>"),
    ],
)
def test_tables_as_lines__cells_stand_apart(source: str, lines: str) -> None:
    assert tables_as_lines(source) == lines
    assert tables_as_lines(lines) == lines


@pytest.mark.parametrize("kind", ["text", "callout", "timeline", "footnote"])
def test_text_area__a_stored_table_is_opened_as_lines(
    client: Client, harbour: SectionPage, pia: Person, kind: str
) -> None:
    value = {
        "text": WORD,
        "callout": {"heading": "", "text": WORD},
        "timeline": {"heading": "", "entries": [{"when": "1970", "what": WORD}]},
        "footnote": {"mark": "n", "text": WORD},
    }[kind]
    draft = operations.write_article(section=harbour, headline="Counted", body=[(kind, value)])
    page = sign_in(client, pia).get(f"/desk/pages/{draft.pk}/edit/").content.decode()
    assert "1970 | twelve or so" in page
    assert "1970twelve" not in page
    assert "pasted_tables" in page


def test_publish__cells_of_a_stored_table_stand_apart_everywhere(
    client: Client, harbour: SectionPage
) -> None:
    article = publish(harbour, headline="Counted", body=[("text", WORD)], access="public", standfirst="")
    view = published_views().get(article_id=article.pk)
    assert "1970 twelve or so" in view.search_text
    assert "1970twelve" not in view.search_text + view.description
    page = BeautifulSoup(client.get(view.path).content, "lxml")
    assert [cell.get_text(" ", strip=True) for cell in page.select("td")][-2:] == [
        "1970",
        "twelve or so",
    ]
