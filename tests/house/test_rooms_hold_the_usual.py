"""A room holds only the usual files, and what is unusual is named here with its reason."""

from tests.house.rooms import PACKAGE, ROOMS

# HOUSE §3, top to bottom.
USUAL = {
    *("models.py", "models", "events.py", "errors.py", "permissions.py", "queries.py", "queries"),
    *("operations.py", "operations", "forms.py", "notices.py", "jobs.py", "reactions.py"),
    *("views.py", "views", "api.py", "urls.py"),
    *(
        "wagtail_hooks.py",
        "decisions.py",
        "apps.py",
        "blocks.py",
        "blocks",
        "feeds.py",
        "sitemaps.py",
        "adapters.py",
    ),
    *(
        "middleware.py",
        "templatetags",
        "management",
        "templates",
        "static",
        "migrations",
        "tests",
        "__init__.py",
    ),
}
EXTRAS: dict[str, dict[str, str]] = {
    "articles": {
        "abroad.py": "a finished text as feed readers get it: pure",
        "desk.py": "the desk’s own pages about one piece, as thin as views",
        "leaks": "the leak audit, which walks every public surface as every kind of reader",
        "look.py": "how the publication looks: its row in the desk, and the stylesheet made of it",
        "context.py": "what every page's header shows; Django calls it a context processor",
        "keeping.py": "queries: what one reader saved and follows",
        "listings.py": "queries: lists by author, tag, month, series, and what stands beside a piece",
    },
    "colophon": {
        "content": "our own texts for the standing pages, a folder per language",
    },
    "demo": {
        "canaries.py": "the words behind the demonstration's gates that the leak audit looks for one by one",
        "content": "the demonstration's words and pictures: files to read, no code",
    },
    "discussion": {
        "texts.py": "a comment's text made plain, safe and finished: pure, asked by two operations",
    },
    "frontdoor": {
        "application.py": "the ASGI application itself, outside Django",
        "answers.py": "answers on their way out: the door's own, and Django's",
        "bodies.py": "request bodies, bounded and timed before a thread is taken",
        "gatekeeper.py": "which kept page this request may have",
        "headers.py": "requests made unambiguous before Django reads them",
        "keeping.py": "whether an answer of Django's may be kept",
        "memory.py": "what this process knows without asking",
        "pages.py": "one finished page, packed for every browser",
        "refusing.py": "the door's own refusals, written out in every language",
        "serving.py": "starting and stopping granian",
        "shelf.py": "the kept pages: found by address, dropped by tag",
    },
    "mentions": {
        "endpoints.py": "where a foreign page wants to be told: pure",
        "pages.py": "foreign HTML read with care: pure, asked by endpoints and sources",
        "pings.py": "Pingback's XML, in and out: pure",
        "sources.py": "what a page that mentions us says of itself: pure",
        "texts.py": "foreign text made fit to be shown: pure",
    },
    "notices": {
        "mailbox.py": "an e-mail backend: Django looks for it by its path",
    },
    "payments": {
        "providers": "one of the three shelves",
    },
    "people": {
        "faces.py": "a picture drawn anew beside a name: pure, asked by one operation",
    },
    "paywall": {
        "gate.py": "the decision with a request in hand: the pages' side of the gate",
        "metercookie.py": "the signed cookie that counts a stranger's readings",
        "navigation.py": "whether a request is somebody reading",
        "passes.py": "the signed pass",
    },
}


def test_rooms_hold_only_the_usual_files() -> None:
    unusual = [
        f"{room}/{path.name}"
        for room in ROOMS
        if room != "kit"  # small tools of any name: its whole point
        for path in sorted((PACKAGE / room).iterdir())
        if path.name not in USUAL | set(EXTRAS.get(room, {})) | {"__pycache__"}
    ]
    assert unusual == []


def test_nothing_is_excused_that_is_not_there() -> None:
    excused = {PACKAGE / room / name for room, names in EXTRAS.items() for name in names}
    assert [str(path) for path in excused if not path.exists()] == []
