"""What a body can hold, and what is refused with a sentence."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.blocks import StreamBlockValidationError

from masthead.kit import numbers
from masthead.paywall.decide import Open
from masthead.publishing import operations, queries
from masthead.publishing.blocks import BodyBlock, grids, providers
from masthead.publishing.models import ArticlePage, PublicView, SectionPage
from masthead.publishing.render_body import RenderedBody, plain_text
from masthead.publishing.render_body import render_body as finish_in
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.publishing.tests.pictures import sound

TABLE = {
    "caption": "Ships in port",
    "cells": "Year,Ships\n1970,12\n1971,9",
    "first_row_names": True,
    "first_column_names": True,
    "source": "Harbour office",
}
CHART = {
    "title": "Ships in port",
    "description": "Fewer every year.",
    "kind": "line",
    "numbers": "Year,Ships,Boats\n1970,1200,3\n1971,900,\n1972,950,7",
    "unit": "a year",
    "source": "Harbour office",
}
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk&t=12"


def body(*parts: tuple[str, Any]) -> Any:
    block = BodyBlock()
    return block.clean(block.normalize(list(parts)))


def finish(value: Any) -> RenderedBody:
    return finish_in(value, language=queries.publication().language)


def said_of(*parts: tuple[str, Any]) -> str:
    """What the editor is told about a body that is refused, in one string."""
    with pytest.raises(ValidationError) as refused:
        body(*parts)
    return _words(refused.value)


def _words(error: Any) -> str:
    inner = [*getattr(error, "block_errors", {}).values()] if getattr(error, "block_errors", None) else []
    if isinstance(error, StreamBlockValidationError) and error.non_block_errors:
        inner += list(error.non_block_errors.as_data())
    if inner:
        return " ".join(_words(one) for one in inner)
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def note(mark: str, words: str) -> tuple[str, dict[str, str]]:
    return ("footnote", {"mark": mark, "text": f"<p>{words}</p>"})


@pytest.fixture(autouse=True)
def _prepared(front: object) -> None:
    """Finishing asks the publication for its language."""


# --- tables -----------------------------------------------------------------------------------------------


def test_table_block__names_its_columns_and_rows_and_says_what_it_shows() -> None:
    html = finish(body(("table", TABLE))).after_gate
    assert "<caption>Ships in port</caption>" in html
    assert '<th scope="col">Ships</th>' in html
    assert '<th scope="row">1970</th>' in html
    assert "<td>12</td>" in html
    assert 'tabindex="0"' in html  # wide tables scroll, by keyboard too
    assert "Harbour office" in plain_text(html)


def test_table_block__cells_are_words_and_never_markup() -> None:
    html = finish(
        body(("table", {**TABLE, "cells": "<script>alert(1)</script>,b\n<img src=x onerror=y>,d"}))
    ).whole
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_table_block__cells_pasted_from_a_spreadsheet_are_read() -> None:
    assert grids.parse_rows('a\tb, c\n"d\t1"\t2') == [["a", "b, c"], ["d\t1", "2"]]


def test_table_block__a_row_of_another_length_is_named() -> None:
    assert "Row 3 has 3 cells where the first row has 2" in said_of(
        ("table", {**TABLE, "cells": "a,b\n1,2\n1,2,3"})
    )


# --- charts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_chart_block__is_drawn_here_and_its_numbers_stand_under_it(kind: str) -> None:
    html = finish(body(("chart", {**CHART, "kind": kind}))).after_gate
    assert html.count("<svg") == 1
    assert "Fewer every year.</desc>" in html
    assert ("<polyline" in html) == (kind == "line")
    assert ("<rect" in html) == (kind == "bar")
    assert "<summary>The numbers</summary>" in html
    assert "<td>1200</td>" in html
    assert "style=" not in html  # the content security policy would not have it


def test_draw_chart__its_words_cannot_leave_it() -> None:
    evil = "</title><script>alert(1)</script>"
    html = finish(
        body(
            (
                "chart",
                {
                    **CHART,
                    "title": evil,
                    "description": evil,
                    "unit": evil,
                    "numbers": f"{evil},{evil}\n{evil},1\nb,2",
                },
            )
        )
    ).whole
    assert "<script" not in html


def test_chart_block__a_number_that_is_none_is_named_with_its_row() -> None:
    sentence = said_of(("chart", {**CHART, "numbers": "Year,Ships\n1970,12\n1971,many"}))
    assert "Row 3: “many” is not a number" in sentence


@pytest.mark.parametrize(
    ("numbers", "part"),
    [
        ("Year\n1970", "at least two cells"),
        ("Year,Ships", "only the row of names"),
        ("Year,Ships\n1970,", "no number"),
        ("a,b,c,d,e,f,g\n1,1,1,1,1,1,1", "at most 5"),
        ('a,b\n"1,2', "quotation marks"),
        ("a,b\n1,inf", "not a number"),
    ],
)
def test_chart_block__numbers_out_of_order_are_refused_with_a_sentence(numbers: str, part: str) -> None:
    assert part in said_of(("chart", {**CHART, "numbers": numbers}))


def bars_of(html: str) -> list[float]:
    """How high the bars of a drawing are, the highest being 1."""
    drawing = html.partition("<svg")[2].partition("</svg>")[0]
    heights = [float(height) for height in re.findall(r'<rect class="c\d"[^>]* height="([\d.]+)"', drawing)]
    return [height / max(heights) for height in heights]


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("en", "1.234,56", "1,234.56"),
        ("en", "1,234.56", "1,234.56"),
        ("en", "1\u202f234,56", "1,234.56"),
        ("en", "1'234.56", "1,234.56"),
        ("en", "1,234", "1,234"),
        ("de", "1.234", "1.234"),
        ("de", "1.234,56", "1.234,56"),
        ("fr", "1 234", "1\u202f234"),
        ("de-CH", "1’234", "1’234"),
        ("en", "١٬٢٣٤", "1,234"),
        ("en", "12,34,567", "1,234,567"),
    ],
)
def test_draw_chart__a_bar_is_as_high_as_the_number_its_table_prints(
    language: str, typed: str, printed: str
) -> None:
    operations.update_publication(name="The Lighterman", language=language)
    value = numbers.read_number(typed, language=language).value
    cells = f"a;b\nx;{typed}\ny;{value * 2}"
    html = finish(body(("chart", {**CHART, "kind": "bar", "numbers": cells}))).whole
    assert f"<td>{printed}</td>" in html
    assert bars_of(html) == [pytest.approx(0.5, abs=0.01), 1]


def test_chart_block__and_its_table_are_made_of_one_reading() -> None:
    series = grids.parse_series("a;b\nx;1 200\ny;3,50\nz;−4\nw;–\nv;1,200,000", language="en")
    assert series.columns[0][1] == (1200.0, 3.5, -4.0, None, 1200000.0)
    assert [row[1] for row in series.rows] == ["b", "1,200", "3.50", "−4", "–", "1,200,000"]


def test_chart_block__a_number_with_two_meanings_is_asked_about() -> None:
    operations.update_publication(name="La Gabare", language="fr")
    said = said_of(("chart", {**CHART, "numbers": "a;b\nx;12\ny;1.234"}))
    assert "Row 3: “1.234” can be read as 1234 or as 1,234" in said
    operations.update_publication(name="The Lighterman", language="en")
    said = said_of(("chart", {**CHART, "numbers": "a;b\nx;3,5\ny;1,234"}))
    assert "“1,234” can be read as 1234 or as 1.234" in said
    assert finish(body(("chart", {**CHART, "numbers": "a;b\nx;3.5\ny;1,234"}))).whole


def test_chart_block__percentages_stand_in_a_column_of_their_own() -> None:
    html = finish(body(("chart", {**CHART, "numbers": "a;b\nx;12 %\ny;7.5%"}))).whole
    assert "<td>12%</td>" in html
    assert "<td>7.5%</td>" in html
    assert "some numbers are percentages" in said_of(("chart", {**CHART, "numbers": "a;b\nx;12 %\ny;0.5"}))


def test_draw_chart__any_numbers_fit_on_the_paper() -> None:
    for typed in ("a,b\nx,0", "a,b\nx,-5\ny,-7", "a,b\nx,0.0003\ny,0.0004", "a,b\nx,900000000000\ny,-3"):
        for kind in ("line", "bar"):
            html = finish(body(("chart", {**CHART, "kind": kind, "numbers": typed}))).whole
            assert "nan" not in html
            assert "inf" not in html


# --- from elsewhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name", "player"),
    [
        (VIDEO, "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        (
            "https://youtu.be/abcdefghijk?si=x",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/abcdefghijk",
        ),
        ("https://vimeo.com/123456789", "Vimeo", "https://player.vimeo.com/video/123456789"),
        (
            "https://soundcloud.com/someone/a-song",
            "SoundCloud",
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/someone/a-song",
        ),
        ("https://bsky.app/profile/lamp.example/post/3kabcdefghijk", "Bluesky", ""),
        ("https://social.example/@keeper/112233445566778899", "Mastodon", ""),
    ],
)
def test_embed_block__a_players_address_is_computed_and_nothing_is_fetched(
    address: str, name: str, player: str
) -> None:
    found = providers.match_embed(address)
    assert found is not None
    assert found.provider.name == name
    assert found.player.startswith(player)
    assert bool(found.player) == bool(player)


@pytest.mark.parametrize(
    "address",
    [
        "http://youtu.be/abcdefghijk",
        "https://evil.example/watch?v=abcdefghijk",
        "https://youtu.be@evil.example/abcdefghijk",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "javascript:alert(1)",
        'https://vimeo.com/1"onload="x',
        "https://youtu.be:8443/abcdefghijk",
        "https://[",
        "",
    ],
)
def test_embed_block__addresses_of_nobody_we_know_have_no_player(address: str) -> None:
    try:
        assert providers.match_embed(address) is None
    except ValueError:
        pytest.fail("an address that cannot be read is nobody's")


def test_embed_block__an_address_from_elsewhere_is_refused_with_the_names_of_those_we_show() -> None:
    sentence = said_of(("embed", {"address": "https://evil.example/x", "title": "x", "caption": ""}))
    assert "YouTube, Vimeo" in sentence


def test_embed_block__nothing_from_elsewhere_is_loaded_before_a_reader_asks(
    client: Client, harbour: SectionPage
) -> None:
    parts = [("embed", {"address": VIDEO, "title": "The lamp is lit", "caption": ""})]
    publish(harbour, access="public", body=parts)
    page = client.get("/harbour/the-seventh-lantern/")
    html = page.content.decode()
    assert f'<a href="{VIDEO.replace("&", "&amp;")}" rel="noopener">The lamp is lit</a>' in html
    assert "<iframe" not in html
    assert '<script src="http' not in html
    frames = page["Content-Security-Policy"].partition("frame-src ")[2].split(";")[0].split()
    assert frames == providers.frame_sources()
    assert "https://www.youtube-nocookie.com" in frames
    assert all(frame.startswith("https://") for frame in frames)


# --- footnotes --------------------------------------------------------------------------------------------


def test_footnotes__are_numbered_by_the_text_and_linked_both_ways() -> None:
    done = finish(
        body(text("One[^b] and two[^a] and one again[^b]."), note("a", "Second."), note("b", "First."))
    )
    assert '<a id="ref-1" href="#note-1" role="doc-noteref">1</a>' in done.after_gate
    assert '<a id="ref-2" href="#note-2" role="doc-noteref">2</a>' in done.after_gate
    assert '<a id="ref-1-2" href="#note-1" role="doc-noteref">1</a>' in done.after_gate
    first, second = done.footnotes.split("<li ")[1:]
    assert "First." in first
    assert 'href="#ref-1"' in first
    assert "Second." in second


def test_footnotes__one_behind_the_gate_is_never_in_the_public_view(harbour: SectionPage) -> None:
    article = publish(
        harbour,
        body=[
            text("Open[^here] and more[^there]."),
            note("here", "An open note."),
            GATE,
            text("Closed[^behind]."),
            note("behind", "Silver from Kastelholm."),
            note("there", "A ledger entry."),
        ],
    )
    view = PublicView.objects.get(pk=article.pk)
    assert "An open note." in view.teaser_html
    assert "This note is for those who may read on." in view.teaser_html
    for words in ("Kastelholm", "A ledger entry"):
        assert words not in view.teaser_html + view.search_text + view.description
    whole = queries.full_body(article_id=article.pk, decision=Open())
    assert "Kastelholm" in whole
    assert "A ledger entry" in whole
    assert "for those who may read on" not in whole


def test_footnotes__a_note_above_the_gate_that_only_the_closed_part_needs_stays_closed() -> None:
    done = finish(body(note("x", "Borrowed silver."), text("Open."), GATE, text("Closed[^x].")))
    assert "Borrowed" not in done.before_gate + done.open_footnotes
    assert "Borrowed" in done.footnotes


def test_footnotes__marks_and_notes_that_do_not_match_are_named() -> None:
    assert "[^a], but there is no footnote" in said_of(text("One[^a]."))
    assert "Nothing in the text refers to the footnote “b”" in said_of(text("One."), note("b", "B"))
    assert "Two footnotes are called “c”" in said_of(text("One[^c]."), note("c", "B"), note("c", "D"))


def test_footnotes__a_draft_may_still_lack_its_notes() -> None:
    block = BodyBlock()
    block.clean_deferred(block.normalize([text("One[^later].")]))


def test_footnotes__a_mark_in_an_address_is_no_footnote() -> None:
    done = finish(body(("text", '<p><a href="https://example.org/[^a]">there</a>[^a]</p>'), note("a", "A")))
    assert done.after_gate.count("doc-noteref") == 1


def test_footnotes__their_numbers_are_no_words() -> None:
    done = finish(body(text("bought with silver[^1] and gold"), note("1", "A")))
    assert plain_text(done.after_gate) == "bought with silver and gold"


# --- callout, timeline, audio -----------------------------------------------------------------------------


def test_text_blocks__callouts_and_timelines_keep_their_words_and_nothing_else() -> None:
    done = finish(
        body(
            (
                "callout",
                {"heading": "What is a lighter?", "text": '<p onclick="x()">A flat <b>barge</b>.</p>'},
            ),
            (
                "timeline",
                {
                    "heading": "The lamp",
                    "entries": [
                        {"when": "1911", "what": "<p>Lit.</p>"},
                        {"when": "1974", "what": "<p>Dark.</p>"},
                    ],
                },
            ),
        )
    )
    assert '<aside class="callout"><h3>What is a lighter?</h3>' in done.whole
    assert "onclick" not in done.whole
    assert plain_text(done.whole).splitlines() == [
        "What is a lighter?",
        "A flat barge.",
        "The lamp",
        "1911",
        "Lit.",
        "1974",
        "Dark.",
    ]


def told(file: Any, **more: str) -> tuple[str, dict[str, Any]]:
    return (
        "audio",
        {"file": file, "title": "The tide bell", "credit": "Our own", "transcript": "Ding.", **more},
    )


def test_audio_block__what_is_no_audio_file_is_refused() -> None:
    assert "not an audio file" in said_of(told(sound("plan.html")))


def test_audio_block__behind_the_gate_is_served_by_decision_and_in_parts(
    client: Client, harbour: SectionPage, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    hidden, shown = sound("hidden.mp3"), sound("shown.mp3")
    publish(harbour, metered=False, body=[text("a"), told(shown), GATE, told(hidden)])
    assert client.get(hidden.file.url).status_code == 404
    whole = client.get(shown.file.url)
    assert (whole.status_code, whole["Content-Type"]) == (200, "audio/mpeg")
    assert whole["Accept-Ranges"] == "bytes"
    part = client.get(shown.file.url, headers={"range": "bytes=1-3"})
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 1-3/5003")
    assert b"".join(part) == b"D3\x00"
    tail = client.get(shown.file.url, headers={"range": "bytes=-2"})
    assert (tail.status_code, tail["Content-Range"]) == (206, "bytes 5001-5002/5003")
    assert client.get(shown.file.url, headers={"range": "bytes=9000-"}).status_code == 416
    assert client.get(shown.file.url, headers={"range": "lines=1"}).status_code == 200


def test_audio_block__a_transcript_stands_under_its_file(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    html = finish(body(told(sound()))).whole
    assert 'preload="none"' in html
    assert "<summary>Transcript</summary>" in html


def test_render_body__the_words_of_ours_are_in_the_publications_language(harbour: SectionPage) -> None:
    operations.update_publication(name="Der Leichter", language="de")
    html = finish(body(("table", TABLE))).whole
    assert "Quelle: Harbour office" in html or "Source: Harbour office" in html  # catalogues may lag behind


def test_render_body__every_kind_of_part_can_be_published_and_read(
    client: Client, harbour: SectionPage
) -> None:
    parts = [
        text("A[^1]."),
        ("callout", {"heading": "", "text": "<p>B</p>"}),
        ("table", TABLE),
        ("chart", CHART),
        ("embed", {"address": VIDEO, "title": "C", "caption": "D"}),
        note("1", "E"),
    ]
    article: ArticlePage = publish(harbour, access="public", body=parts)
    html = client.get(PublicView.objects.get(pk=article.pk).path).content.decode()
    for words in ("doc-noteref", "callout", "Ships in port", '<svg class="drawing"', "data-player"):
        assert words in html
