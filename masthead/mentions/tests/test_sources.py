"""Reading a page that says it mentions us: what counts as a link, and what it says of itself."""

import unicodedata
from datetime import UTC, datetime
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kit.fetching import FetchResponse
from masthead.mentions.models import SourceDetails
from masthead.mentions.read_source import read_source
from masthead.mentions.tests.conftest import page_about

TARGET = "https://magazine.example/politics/the-call/"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def fetched(body: str | bytes, *, kind: str = "text/html; charset=utf-8") -> FetchResponse:
    headers = Message()
    headers["Content-Type"] = kind
    content = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return FetchResponse("https://blog.example/2026/post", 200, headers, content)


def read(
    body: str | bytes, *, target: str = TARGET, kind: str = "text/html; charset=utf-8"
) -> SourceDetails | None:
    return read_source(fetched(body, kind=kind), target=target, host="blog.example", now=NOW)


# --- links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="{}">here</a>', "<A HREF='{}'>here", '<a rel=nofollow href={}>here</a>', '<img src="{}">',
        '<video src="{}"></video>', '<audio><source src="{}"></audio>', '<iframe src="{}"></iframe>',
        '<area href="{}">', '<a href="\n {} ">here</a>', '<div><p><b><a href="{}">here',
        '<link class="u-in-reply-to" href="{}">',
        '<base href="https://magazine.example/politics/"><a href="the-call/">',
        '<a href="//magazine.example/politics/the-call/">',
    ],
)  # fmt: skip
def test_read_source__a_link_counts(markup: str) -> None:
    assert read(markup.format(TARGET)) is not None


@pytest.mark.parametrize(
    "link",
    [
        "http://magazine.example/politics/the-call/",
        "https://MAGAZINE.example/politics/the-call",
        "https://magazine.example:443/politics/the-call/?utm_source=blog#talk",
    ],
)
def test_read_source__another_spelling_of_the_address_counts(link: str) -> None:
    assert read(f'<a href="{link}">') is not None


@pytest.mark.parametrize(
    "markup",
    [
        "", " ", "{}", "<p>{}</p>", "<pre>&lt;a href=\"{}\"&gt;</pre>", '<!-- <a href="{}">here</a> -->',
        "<script>var a = '<a href=\"{}\">'</script>", '<style>a {{ background: url("{}") }}</style>',
        '<template><a href="{}">here</a></template>', '<textarea><a href="{}">here</a></textarea>',
        '<title><a href="{}"></title>', '<a title="{}">here</a>', '<a data-href="{}">here</a>',
        '<link rel="canonical" href="{}">', '<base href="{}">', '<meta property="og:url" content="{}">',
        '<a href="{}another/">here</a>', '<a href="https://evil.example/?to={}">here</a>',
        '<a href="https://magazine.example/politics/">here</a>',
        '<a href="https://magazine.example.evil.example/politics/the-call/">',
        '<a href="http://[">', '<a href="magazine.example/politics/the-call/">', '<a href="mailto:{}">',
    ],
)  # fmt: skip
def test_read_source__what_is_no_link_to_the_piece_does_not_count(markup: str) -> None:
    assert read(markup.format(TARGET)) is None


# --- what it says of itself ------------------------------------------------------------------------------


def test_read_source__microformats_are_read() -> None:
    assert read(page_about(TARGET)) == SourceDetails(
        title="An answer to the call",
        author="Nia Farrow",
        excerpt="I read this twice.",
        published_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    )


def test_read_source__the_entry_around_the_link_is_read_and_not_the_first_of_the_page() -> None:
    other = '<div class="h-entry"><p class="p-name">Another</p><p class="p-summary">No.</p></div>'
    reading = read(f"<body>{other}{page_about(TARGET)}</body>")
    assert reading is not None
    assert reading.title == "An answer to the call"


def test_read_source__what_belongs_to_a_quoted_entry_is_not_the_entrys_own() -> None:
    reading = read(
        f"""<div class="h-entry"><div class="u-in-reply-to h-cite"><b class="p-name">Theirs</b>
        <a href="{TARGET}">x</a></div><b class="p-name">Mine</b></div>"""
    )
    assert reading is not None
    assert reading.title == "Mine"


def test_read_source__without_microformats_the_page_is_read_as_search_engines_read_it() -> None:
    reading = read(
        f"""<head><title>Title</title><meta name="author" content="Nia">
        <meta name="description" content="Words.">
        <meta property="article:published_time" content="2026-02-01"></head><a href="{TARGET}">x</a>"""
    )
    assert reading == SourceDetails("Title", "Nia", "Words.", datetime(2026, 2, 1, tzinfo=UTC))


def test_read_source__a_page_that_says_nothing_is_named_by_its_host() -> None:
    assert read(f'<a href="{TARGET}">x</a>') == SourceDetails("blog.example", "", "", None)


def test_read_source__markup_becomes_words_and_blocks_stay_apart() -> None:
    reading = read(
        f"""<div class="h-entry"><h1 class="p-name">A <b>b</b>old<br>title &amp; &lt;script&gt;</h1>
        <div class="e-content"><p>One.</p><p>Two.<script>alert(1)</script></p>
        <a href="{TARGET}">x</a></div></div>"""
    )
    assert reading is not None
    assert reading.title == "A bold title & <script>"
    assert reading.excerpt == "One. Two. x"


def test_read_source__long_words_are_cut_between_words() -> None:
    reading = read(page_about(TARGET, title="word " * 100, extra="<p>" + "more " * 200 + "</p>"))
    assert reading is not None
    assert len(reading.title) <= 200
    assert len(reading.excerpt) <= 200
    assert reading.excerpt.endswith("more…")


def test_read_source__invisible_and_turning_characters_are_removed() -> None:
    reading = read(page_about(TARGET, title="pay\u202egpj.\u2066exe\u200b\x07\ufeff \U000e0041now"))
    assert reading is not None
    assert reading.title == "paygpj.exe now"


def test_read_source__piled_marks_are_cut() -> None:
    reading = read(page_about(TARGET, title="a" + "\u0301\u0316" * 50))
    assert reading is not None
    assert len(reading.title) < 10


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01 10:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00-05:00", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        *((said, None) for said in ("", "yesterday", "2030-01-01", "1066-10-14", "2026-13-45")),
        ("0001-01-01T00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)  # fmt: skip
def test_read_source__a_date_is_taken_only_if_it_can_be_one(said: str, meant: datetime | None) -> None:
    reading = read(
        f'<div class="h-entry"><time class="dt-published" datetime="{said}"></time><a href="{TARGET}">'
    )
    assert reading is not None
    assert reading.published_at == meant


def test_read_source__other_charsets_are_read() -> None:
    page = page_about(TARGET, title="Grüße")
    for body, kind in (
        (page.encode("latin-1"), "text/html; charset=iso-8859-1"),
        (page.replace("<head>", '<head><meta charset="latin-1">').encode("latin-1"), "text/html"),
        (page.encode(), "text/html; charset=utf-8"),
    ):
        reading = read(body, kind=kind)
        assert reading is not None
        assert reading.title == "Grüße"


def test_read_source__a_charset_nobody_knows_is_no_reason_to_fail() -> None:
    assert read(page_about(TARGET), kind="text/html; charset=klingon") is not None


def test_read_source__a_page_nested_without_end_is_read_as_far_as_it_can_be() -> None:
    read("<div>" * 50_000 + page_about(TARGET))
    assert read(page_about(TARGET) + "<b>" * 50_000) is not None


# --- whatever comes --------------------------------------------------------------------------------------


@given(st.binary(max_size=400))
def test_read_source__any_bytes_are_read_or_not_but_never_fail(body: bytes) -> None:
    read(body)


PARTS = st.sampled_from(
    [
        '<div class="h-entry">', "</div>", '<p class="p-name">', '<p class="p-summary">', "</p>", "<!--",
        '<a class="p-author h-card" href="/">', "</a>", f'<a href="{TARGET}">', "<script>", "</script>",
        '<time class="dt-published">', "<title>", "</title>", "<svg>", "<![CDATA[", "&#0;", "&#x202e;", "-->",
        "<template>", "<base href='//'>",
    ]
)  # fmt: skip


@given(st.lists(PARTS | st.text(max_size=20), max_size=30).map("".join))
def test_read_source__whatever_a_page_says_what_is_kept_is_short_plain_and_visible(body: str) -> None:
    reading = read(body)
    if reading is None:
        return
    assert reading.title
    for text, most in ((reading.title, 200), (reading.author, 100), (reading.excerpt, 200)):
        assert len(text) <= most
        assert text == " ".join(text.split())
        assert not {unicodedata.category(mark) for mark in text} & {"Cc", "Cs", "Co", "Cn"}
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.lists(PARTS | st.text(max_size=20), max_size=20).map("".join))
def test_read_source__a_link_written_as_text_never_counts(body: str) -> None:
    assert read(body.replace(f'<a href="{TARGET}">', TARGET)) is None
