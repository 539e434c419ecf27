"""The shelf holds what is true, and no more than it may."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.frontdoor.cache import PageCache
from masthead.frontdoor.cached_page import CachedPage, build_page
from masthead.paywall.decide import Level, Piece

PIECE = Piece(id=1, level=Level.MEMBERS)


def a_page(*tags: str, body: bytes = b"text") -> CachedPage:
    return build_page(headers=[(b"content-type", b"text/html")], body=body, depends_on=tags, gated=False)


def put(shelf: PageCache, path: str, *tags: str, ticket: int | None = None, body: bytes = b"text") -> bool:
    ticket = shelf.generation() if ticket is None else ticket
    page = a_page(*tags, body=body)
    return shelf.put(("h", path), variant="shared", piece=None, page=page, generation=ticket)


def test_page_cache__an_invalidated_key_takes_its_pages_and_no_others() -> None:
    shelf = PageCache(max_bytes=100_000)
    put(shelf, "/a/", "piece-1", "front")
    put(shelf, "/b/", "piece-2")
    shelf.invalidate(["piece-1"])
    assert shelf.get(("h", "/a/")) is None
    assert shelf.get(("h", "/b/")) is not None


def test_page_cache__a_page_begun_before_an_invalidation_is_not_cached_after_it() -> None:
    shelf = PageCache(max_bytes=100_000)
    ticket = shelf.generation()
    shelf.invalidate(["piece-1"])
    assert not put(shelf, "/a/", "piece-1", ticket=ticket)
    assert put(shelf, "/b/", "piece-2", ticket=ticket)
    assert put(shelf, "/a/", "piece-1")


def test_page_cache__what_was_asked_for_longest_ago_goes_first() -> None:
    shelf = PageCache(max_bytes=10_000)  # room for four
    for name in "abcd":
        put(shelf, name, name)
    shelf.get(("h", "a"))
    put(shelf, "e", "e")
    assert shelf.get(("h", "b")) is None
    assert shelf.get(("h", "a")) is not None


def test_page_cache__a_page_that_would_fill_it_is_not_cached() -> None:
    assert not put(PageCache(max_bytes=10_000), "/", body=b"x" * 9_000)


def test_page_cache__a_piece_that_changed_its_level_takes_all_that_was_known_with_it() -> None:
    shelf = PageCache(max_bytes=100_000)
    public = Piece(id=1, level=Level.PUBLIC)
    shelf.put(("h", "/a/"), variant="open", piece=public, page=a_page(), generation=shelf.generation())
    assert not shelf.put(
        ("h", "/a/"), variant="open", piece=PIECE, page=a_page(), generation=shelf.generation()
    )
    assert shelf.get(("h", "/a/")) is None


TAGS = st.sampled_from(["a", "b", "c", "d"])


@dataclass(frozen=True)
class Begin:
    path: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Finish:
    which: int


@dataclass(frozen=True)
class Drop:
    tags: frozenset[str]


@dataclass(frozen=True)
class Clear:
    pass


SOME_TAGS = st.frozensets(TAGS, min_size=1)
Step = Begin | Finish | Drop | Clear
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.builds(Begin, st.sampled_from("pqr"), SOME_TAGS),
        st.builds(Finish, st.integers(0, 5)),
        st.builds(Drop, SOME_TAGS),
        st.just(Clear()),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(STEPS)
def test_page_cache__whatever_happens_no_page_outlives_the_invalidation_of_its_keys(
    steps: list[Step],
) -> None:
    shelf = PageCache(max_bytes=12_000)
    begun: list[tuple[str, frozenset[str], int, int]] = []  # path, tags, ticket, moment
    dropped: dict[str, int] = {}
    for moment, step in enumerate(steps, start=1):
        if isinstance(step, Begin):
            begun.append((step.path, step.tags, shelf.generation(), moment))
        elif isinstance(step, Finish) and begun:
            path, tags, ticket, began = begun[step.which % len(begun)]
            stale = any(dropped.get(tag, 0) > began for tag in tags)
            kept = shelf.put(("h", path), variant="v", piece=PIECE, page=a_page(*tags), generation=ticket)
            assert kept != stale
        elif isinstance(step, Drop):
            dropped |= dict.fromkeys(step.tags, moment)
            shelf.invalidate(step.tags)
            assert not [page for page in kept_pages(shelf) if page.keys & step.tags]
        elif isinstance(step, Clear):
            dropped = dict.fromkeys("abcd", moment)
            shelf.clear()
        assert shelf.size == sum(page.size for page in kept_pages(shelf)) <= shelf.max_bytes


def kept_pages(shelf: PageCache) -> list[CachedPage]:
    return [page for shown in shelf._entries.values() for page in shown.pages.values()]
