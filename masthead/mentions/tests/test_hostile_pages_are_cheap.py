"""Pages made to be slow to read: what we do with them grows with their length and no faster."""

import time
from collections.abc import Callable
from datetime import datetime
from email.message import Message

import pytest

from masthead.kit import bounded_work
from masthead.kit.bounded_work import OverBudget, run_bounded
from masthead.kit.fetching import FetchResponse
from masthead.kit.tests.outside import Outside, answer
from masthead.mentions import operations
from masthead.mentions.discover_endpoint import discover
from masthead.mentions.models import Mention, SourceDetails
from masthead.mentions.pages import MAX_PAGE_BYTES, READING_BUDGET
from masthead.mentions.read_source import read_source
from masthead.mentions.tests.conftest import page_about

TARGET = "https://magazine.example/politics/the-call/"
LINK = f'<a href="{TARGET}">this</a>'
SECONDS_FOR_100_KB = 1.0  # of CPU; the slowest of them takes a third of it, and what was mended took twelve


def times(part: str, size: int) -> str:
    return part * (size // len(part))


HOSTILE: dict[str, Callable[[int], str]] = {
    "a huge base": lambda n: (
        f'<base href="https://b.example/{"x/" * (n // 4)}">' + times('<a href="..">', n // 2)
    ),
    "a long base": lambda n: (
        f'<base href="https://b.example/{"x/" * 1000}">' + times('<a href="../../a">', n)
    ),
    "one long link": lambda n: f'<a href="{"../" * (n // 3)}">' + LINK,
    "very many links": lambda n: times("<a href=a>", n) + LINK,
    "links that are none": lambda n: times('<a href="http://[::1]:99999/">', n) + LINK,
    "deep blocks": lambda n: times("<div>", n) + LINK,
    "deep emphasis": lambda n: times("<p><b><i>", n) + LINK,
    "tables in tables": lambda n: times("<table><tr><td>", n) + LINK,
    "drawings in drawings": lambda n: times("<svg>", n) + LINK,
    "many properties": lambda n: f'<div class="h-entry">{LINK}' + times('<p class="p-name h-card">x', n),
    "properties in properties": lambda n: (
        f'<div class="h-entry">{LINK}' + times('<b class="p-name p-summary u-url e-content">a', n)
    ),
    "many classes": lambda n: f'<div class="h-entry {times("p-a ", n)}">{LINK}',
    "many metas": lambda n: times("<meta name=a content=b>", n) + LINK,
    "a long title": lambda n: f"<title>{times('a ', n)}</title>{LINK}",
    "open comments": lambda n: times("<!--", n) + LINK,
    "open brackets": lambda n: times("<", n) + LINK,
    "entities": lambda n: times("&notin;&no", n) + LINK,
    "piles of accents": lambda n: f'<div class="h-entry">{LINK}<p class="p-name">a' + "\u0301" * (n // 2),
    "many relations": lambda n: f'<link rel="{times("a ", n)}">{LINK}',
}


def response(page: str, content_type: str = "text/html; charset=utf-8") -> FetchResponse:
    headers = Message()
    headers["content-type"] = content_type
    return FetchResponse("https://blog.example/", 200, headers, page.encode()[:MAX_PAGE_BYTES])


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize("kind", HOSTILE)
def test_read_source__a_page_made_to_be_slow_is_read_in_no_time(kind: str, noon: datetime) -> None:
    page = response(HOSTILE[kind](100_000))
    read = cpu(lambda: read_source(page, target=TARGET, host="blog.example", now=noon))
    assert max(read, cpu(lambda: discover(page))) < SECONDS_FOR_100_KB


@pytest.mark.parametrize(
    "content_type", ['text/html; charset="' + ";" * 60_000, "text/html;" + "a=b;" * 16_000]
)
def test_read_source__a_long_content_type_is_read_in_no_time(content_type: str) -> None:
    page = response("<p>", content_type)
    assert cpu(lambda: (page.media_type, page.charset)) < 0.2


def test_read_source__an_honest_page_with_thousands_of_links_is_read_to_the_end(noon: datetime) -> None:
    page = response(
        times('<a href="/an/older/piece/about/something/else/">x</a>', 400_000) + page_about(TARGET)
    )
    found = read_source(page, target=TARGET, host="blog.example", now=noon)
    assert found is not None
    assert found.title == "An answer to the call"


def test_read_source__links_by_a_base_of_an_honest_length_are_found(noon: datetime) -> None:
    page = response('<base href="https://magazine.example/politics/"><a href="the-call/">this</a>')
    assert read_source(page, target=TARGET, host="blog.example", now=noon)


def test_verify_mention__a_page_is_read_in_a_process_of_its_own(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_work, "RUN", bounded_work.run_in_process)
    page = response(page_about(TARGET))
    found = run_bounded(READING_BUDGET, read_source, page, target=TARGET, host="blog.example", now=noon)
    assert isinstance(found, SourceDetails)
    assert found.author == "Nia Farrow"
    assert run_bounded(READING_BUDGET, discover, page) is None


@pytest.mark.django_db
def test_verify_mention__a_page_beyond_its_budget_is_refused_in_a_sentence_and_for_good(
    receive: Callable[..., Mention], outside: Outside, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(*_: object) -> None:
        raise OverBudget

    monkeypatch.setattr(bounded_work, "RUN", spent)
    mention = receive()
    with outside.host("blog.example", answer("<p>")):
        operations.verify_mention(mention_id=mention.pk, now=noon)
    mention.refresh_from_db()
    assert (mention.state, mention.next_check_at) == ("refused", None)
    assert mention.get_problem_display().startswith("The page takes too long to read.")


@pytest.mark.long
def test_run_bounded__the_parser_itself_is_stopped(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time grows with the square of the attributes in one tag: twenty seconds for this one."""
    monkeypatch.setattr(bounded_work, "RUN", bounded_work.run_in_process)
    page = response("<a " + " ".join(f"a{number}" for number in range(75_000)) + f">{LINK}")
    with pytest.raises(OverBudget):
        run_bounded(READING_BUDGET, read_source, page, target=TARGET, host="blog.example", now=noon)


@pytest.mark.long
@pytest.mark.parametrize("kind", HOSTILE)
def test_read_source__the_largest_page_made_to_be_slow_is_read_within_its_budget(
    kind: str, noon: datetime
) -> None:
    page = response(HOSTILE[kind](MAX_PAGE_BYTES))
    assert cpu(lambda: read_source(page, target=TARGET, host="blog.example", now=noon)) < 10
