"""The shelf holds what is true, and no more than it may."""

from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.frontdoor.pages import Page, finish
from masthead.frontdoor.shelf import Shelf
from masthead.paywall.decisions import Level, Piece

PIECE = Piece(id=1, level=Level.MEMBERS)


def a_page(*tags: str, body: bytes = b"text") -> Page:
    return finish(headers=[(b"content-type", b"text/html")], body=body, tags=tags, gated=False)


def put(shelf: Shelf, path: str, *tags: str, ticket: int | None = None, body: bytes = b"text") -> bool:
    ticket = shelf.ticket() if ticket is None else ticket
    page = a_page(*tags, body=body)
    return shelf.put(("h", path), variant="shared", piece=None, page=page, ticket=ticket)


def test_a_dropped_tag_takes_its_pages_and_no_others() -> None:
    shelf = Shelf(most_bytes=100_000)
    put(shelf, "/a/", "piece-1", "front")
    put(shelf, "/b/", "piece-2")
    shelf.drop(["piece-1"])
    assert shelf.at(("h", "/a/")) is None
    assert shelf.at(("h", "/b/")) is not None


def test_a_page_begun_before_a_drop_is_not_kept_after_it() -> None:
    shelf = Shelf(most_bytes=100_000)
    ticket = shelf.ticket()
    shelf.drop(["piece-1"])
    assert not put(shelf, "/a/", "piece-1", ticket=ticket)
    assert put(shelf, "/b/", "piece-2", ticket=ticket)
    assert put(shelf, "/a/", "piece-1")


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    shelf = Shelf(most_bytes=10_000)  # room for four
    for name in "abcd":
        put(shelf, name, name)
    shelf.at(("h", "a"))
    put(shelf, "e", "e")
    assert shelf.at(("h", "b")) is None
    assert shelf.at(("h", "a")) is not None


def test_a_page_that_would_fill_the_shelf_is_not_kept() -> None:
    assert not put(Shelf(most_bytes=10_000), "/", body=b"x" * 9_000)


def test_a_piece_that_changed_its_level_takes_all_that_was_known_with_it() -> None:
    shelf = Shelf(most_bytes=100_000)
    public = Piece(id=1, level=Level.PUBLIC)
    shelf.put(("h", "/a/"), variant="open", piece=public, page=a_page(), ticket=shelf.ticket())
    assert not shelf.put(("h", "/a/"), variant="open", piece=PIECE, page=a_page(), ticket=shelf.ticket())
    assert shelf.at(("h", "/a/")) is None


TAGS = st.sampled_from(["a", "b", "c", "d"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from("pqr"), st.frozensets(TAGS, min_size=1)),
        st.tuples(st.just("finish"), st.integers(0, 5)),
        st.tuples(st.just("drop"), st.frozensets(TAGS, min_size=1)),
        st.tuples(st.just("clear")),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(STEPS)
def test_whatever_happens_no_page_outlives_the_drop_of_its_tags(steps: list[tuple[object, ...]]) -> None:
    shelf = Shelf(most_bytes=12_000)
    begun: list[tuple[str, frozenset[str], int, int]] = []  # path, tags, ticket, moment
    dropped: dict[str, int] = {}
    for moment, step in enumerate(steps, start=1):
        if step[0] == "begin":
            begun.append((step[1], step[2], shelf.ticket(), moment))  # type: ignore[arg-type]
        elif step[0] == "finish" and begun:
            path, tags, ticket, began = begun[step[1] % len(begun)]  # type: ignore[operator]
            stale = any(dropped.get(tag, 0) > began for tag in tags)
            kept = shelf.put(("h", path), variant="v", piece=PIECE, page=a_page(*tags), ticket=ticket)
            assert kept != stale
        elif step[0] == "drop":
            dropped |= dict.fromkeys(step[1], moment)  # type: ignore[call-overload]
            shelf.drop(step[1])  # type: ignore[arg-type]
            assert not [page for page in kept_pages(shelf) if page.tags & step[1]]  # type: ignore[operator]
        elif step[0] == "clear":
            dropped = dict.fromkeys("abcd", moment)
            shelf.clear()
        assert shelf.bytes_held == sum(page.size for page in kept_pages(shelf)) <= shelf.most_bytes


def kept_pages(shelf: Shelf) -> list[Page]:
    return [page for shown in shelf._shown.values() for page in shown.pages.values()]
