"""A room holds only the usual files, and what is unusual is named here with its reason."""

from tests.house.rooms import PACKAGE, ROOMS

# HOUSE §3, top to bottom.
USUAL = {
    *("dependencies.py", "contributions.py"),
    *("models.py", "models", "events.py", "errors.py", "permissions.py", "queries.py", "queries"),
    *("operations.py", "operations", "forms.py", "notices.py", "jobs.py", "reactions.py"),
    *("views.py", "views", "api.py", "urls.py"),
    *(
        "wagtail_hooks.py",
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
    "assets": {
        "static_bundles.py": "one stylesheet and one script of many: Django looks for a finder by its path",
        "translations.py": "sentences compiled: files in, files out",
    },
    "site_pages": {
        "content": "our own texts for the standing pages, a folder per language",
    },
    "demo": {
        "canaries.py": "the words behind the demonstration's gates that the leak audit looks for one by one",
        "content": "the demonstration's words and pictures: files to read, no code",
    },
    "design": {
        "content_security_policy.py": "the policy of every response: a middleware of its own",
        "printable_text.py": "the last look at every answer in words: a middleware of its own",
        "typed_fields.py": "what comes back of a form whose token is too old: pure",
    },
    "discussion": {
        "comment_text.py": "what a comment's text may be, and its cleaning: pure",
        "markdown.py": "a cleaned text made HTML: pure, asked by two operations",
        "plain_text.py": "a comment as e-mails quote it: pure",
        "ranking.py": "the score by which comments are ranked: pure",
        "tree_paths.py": "the path of a comment in its tree: pure",
    },
    "frontdoor": {
        "admission.py": "which cached page a request may have",
        "application.py": "the ASGI application itself, outside Django",
        "cache.py": "the cached pages: found by address, invalidated by dependency",
        "cacheable.py": "whether a response of Django's may be cached",
        "cached_page.py": "one cached page, compressed for every browser",
        "refusal_pages.py": "the front door's own refusals, rendered in every language at start",
        "request.py": "requests made unambiguous before Django reads them",
        "request_body.py": "request bodies, bounded and timed before a thread is taken",
        "response.py": "responses on their way out: the front door's own, and Django's",
        "server.py": "starting and stopping granian",
        "state.py": "what this process knows without asking",
    },
    "leaks": {
        "gated_text.py": "what is behind the gates, read from the pieces themselves",
        "audit.py": "walking the site: every address, as every reader",
        "readers.py": "the kinds of readers",
        "report.py": "what was found, as a table and a list",
        "surfaces.py": "every address that is asked",
        "words.py": "what a response says in words, however it is wrapped: pure",
    },
    "memberships": {
        "context.py": "whether memberships are sold; Django calls it a context processor",
        "access.py": "what a membership lets its member do, and until when: pure",
        "ledger.py": "which lines the ledger lacks of what is paid: pure",
    },
    "mentions": {
        "discover_endpoint.py": "where a foreign page wants to be told: pure",
        "microformats.py": "what an entry says of itself: pure, asked by read_source",
        "pages.py": "foreign HTML read with care: pure, asked by discover_endpoint and read_source",
        "pingback_xml.py": "Pingback's XML, in and out: pure",
        "read_source.py": "what a page that mentions us says of itself: pure",
        "values.py": "what a process of its own knows of this room, without a database",
        "plain_text.py": "foreign text made fit to be shown: pure",
    },
    "notices": {
        "emails.py": "an e-mail built: subject, text, HTML, sender and headers",
        "mailbox.py": "an e-mail backend: Django looks for it by its path",
        "outcomes.py": "what an error means for a message on its way: pure",
        "smtp.py": "an e-mail backend: Django looks for it by its path",
        "words.py": "the words of a message, made whenever it is sent or shown",
    },
    "payments": {
        "coverage.py": "which spans somebody's money covers, and why: pure",
        "local_stripe": "a Stripe that runs on this machine, which knows nothing of ours",
        "periods.py": "when paid periods begin and end: pure",
        "providers": "one of the three shelves",
        "states.py": "the words for where money stands: pure",
    },
    "paywall": {
        "decide.py": "may this reader read this piece? Pure",
        "gate.py": "the decision with a request in hand: the pages' side of the gate",
        "meter_cookie.py": "the signed cookie that counts a stranger's readings",
        "navigation.py": "whether a request is somebody reading",
        "passes.py": "the signed pass",
        "sentences.py": "what the gate says of its decision: pure",
    },
    "people": {
        "avatars.py": "a picture drawn anew beside a name: pure, asked by one operation",
        "devices.py": "which browser and device a user agent names: pure",
        "code_hashes.py": "a code from an e-mail as a keyed hash: pure",
        "names.py": "which display names are allowed or look alike: pure",
        "posing_names.py": "which display names pose as the publication or its people: pure",
        "profile_links.py": "which addresses may be the link of a profile: pure",
    },
    "publishing": {
        "context.py": "what every page's header shows; Django calls it a context processor",
        "desk.py": "the desk’s own pages about one piece, as thin as views",
        "editor.py": "Wagtail’s views that save what is typed in the desk, with our answers",
        "footnotes.py": "references in the text become numbers, footnotes a list: pure, asked by render_body",
        "picture_files.py": "what of an uploaded picture is stored: pure, asked by its row and its form",
        "rich_text.py": "the desk's editor of text, which Wagtail finds by its path",
        "render_body.py": "a body made into HTML, and what is known of it: pure, asked by operations",
    },
    "reading": {
        "feed_html.py": "a rendered text as feed readers get it: pure",
        "front_layout.py": "which piece stands where on the front page: pure",
        "structured_data.py": "what search engines are told about a piece: pure",
    },
    "setup": {
        "database_choice.py": "an empty database beside a full one, said before it is served",
        "mail_addresses.py": "what EMAIL_URL may say, and Django's settings for it: pure",
        "prepare.py": "what is made once per version, and knowing when it is",
        "questions.py": "what the wizard asks, each with its check",
        "startup_checks.py": "what settings must be, asked before Django knows any",
        "trying_mail.py": "one message through a provider's API, in a process of its own",
        "wizard.py": "the questions asked at a terminal, and what is made of the answers",
    },
    "theme": {
        "palette.py": "the default colours, and whether chosen ones have enough contrast: pure",
        "stylesheet.py": "the stylesheet made of a theme: pure",
    },
}


def test_rooms__hold_only_the_usual_files() -> None:
    unusual = [
        f"{room}/{path.name}"
        for room in ROOMS
        if room != "kit"  # small tools of any name: its whole point
        for path in sorted((PACKAGE / room).iterdir())
        if path.name not in USUAL | set(EXTRAS.get(room, {})) | {"__pycache__"}
    ]
    assert unusual == []


def test_rooms__nothing_is_excused_that_is_not_there() -> None:
    excused = {PACKAGE / room / name for room, names in EXTRAS.items() for name in names}
    assert [str(path) for path in excused if not path.exists()] == []
