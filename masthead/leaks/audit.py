"""The leak audit: every public surface, as every kind of reader, searched for what is behind a gate.

It does not trust what the site stores about itself. What is hidden is read from the pieces themselves and
from the access their section and the publication give them now, not from the stored views; every piece is
looked at, not only those marked as paid; and the answers come from the outermost application.
"""

import asyncio
import hashlib
import html
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from masthead.kit.contributions import gather
from masthead.leaks.contributions import SURFACES
from masthead.leaks.gated_text import HiddenPart, hidden_parts, quoted_in_comments
from masthead.leaks.readers import READERS, Reader, end_sessions, prepare_readers
from masthead.leaks.report import Leak, Report, surface_of
from masthead.leaks.words import RunMatcher, WordRun, decompressed

Application = Callable[..., Any]

MAX_PER_SHAPE = 10  # addresses that differ only in numbers and query: more of them find nothing new
TIMEOUT_SECONDS = 30
_LINK = re.compile(r"""(?:href|src|action|hx-get)\s*=\s*["']([^"']+)["']|<(?:loc|link|guid|url)>([^<]+)<""")
_MENTION = re.compile(r"""(?:content|poster|data-[a-z-]+)\s*=\s*["']((?:/|https?:)[^"']*)["']""")
_SRCSET = re.compile(r"""srcset\s*=\s*["']([^"']+)["']""")
_SKIPPED = re.compile(r"/static/|/sign-out/|/desk/(?:login|logout)|/mailbox/")


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def mentions(self, path: str) -> bool:
        """Whether there is a link to `path` in it."""
        return any(f'href="{path}{end}' in self.readable_text() for end in ('"', "#", "?"))

    def readable_text(self) -> str:
        """The body as text; nothing where it cannot be opened, which is reported elsewhere."""
        try:
            return self.texts()[0]
        except ValueError:
            return ""

    def texts(self) -> list[str]:
        """Body and headers as text.

        :raises ValueError: the body is packed in a way that cannot be opened
        """
        return [self._text, "\n".join(f"{name}: {value}" for name, value in self.headers)]

    @cached_property
    def _text(self) -> str:
        coding = self.header("content-encoding")
        return decompressed(self.body, coding).decode("utf-8", "replace") if self.body else ""


def run_audit(
    *,
    now: datetime,
    application: Application | None = None,
    readers: Collection[str] = READERS,
    every: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Ask every surface as each of `readers` and report what any of them was given from behind a gate.

    `application` is the outermost ASGI application, the site's own unless another is given; with `every`, no
    address is left out for being like many others.
    """
    hidden = hidden_parts()
    addresses = list(dict.fromkeys(address for part in gather(SURFACES) for address in part()))
    people = {name: reader for name, reader in prepare_readers(now=now).items() if name in readers}
    crawl = _Crawl(
        hidden, Report(readers=list(people), pieces=len(hidden)), alike=None if every else MAX_PER_SHAPE
    )
    try:
        asyncio.run(
            crawl.crawl(
                application or import_string(settings.ASGI_APPLICATION), people.values(), addresses, say
            )
        )
    finally:
        end_sessions(people)
    return crawl.conclude()


@dataclass
class _Crawl:
    hidden: list[HiddenPart]
    report: Report
    alike: int | None
    findings: dict[tuple[int, str, str], set[WordRun]] = field(default_factory=lambda: defaultdict(set))
    _read: dict[bytes, set[WordRun]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pieces_of: dict[WordRun, list[int]] = defaultdict(list)
        for piece in self.hidden:
            for run in piece.all_runs:
                self._pieces_of[run].append(piece.article_id)
        self._search = RunMatcher(self._pieces_of)

    async def crawl(
        self,
        application: Application,
        readers: Iterable[Reader],
        addresses: list[str],
        say: Callable[[str], None],
    ) -> None:
        async with _lifespan(application):
            for reader in readers:
                say(f"as {reader.name} …")
                await self._crawl_as(reader, application, addresses)

    async def _crawl_as(self, reader: Reader, application: Application, addresses: list[str]) -> None:
        waiting, known = deque(addresses), set(addresses)
        shapes: dict[str, int] = defaultdict(int)
        while waiting:
            address = waiting.popleft()
            if self._would_count(reader, address):
                continue
            answer = await _ask(application, reader, address)
            self.report.asked[surface_of(address), reader.name] += 1
            self._examine(answer, reader, address)
            for link in _links(answer, address):
                if link in known:
                    continue
                known.add(link)
                shapes[_shape(link)] += 1
                if self.alike is None or shapes[_shape(link)] <= self.alike:
                    waiting.append(link)
                else:
                    self.report.left_out += 1

    def _would_count(self, reader: Reader, address: str) -> bool:
        """Whether this reader may open the metered piece: not requested, because it would be counted."""
        path = unquote(urlsplit(address).path).casefold().strip("/")
        return reader.has_free_pieces and any(
            piece.metered and path == piece.path.strip("/") for piece in self.hidden
        )

    def _examine(self, answer: Response, reader: Reader, address: str) -> None:
        try:
            found = self._found_in(answer)
        except ValueError as error:
            self.report.unreadable.add(f"{address} as {reader.name}: {error}")
            return
        for piece in self.hidden:
            runs = set(found.get(piece.article_id, ()))
            if _gives_a_hidden_file(piece, address, answer):
                runs.add(("the", "file", "itself"))
            if address in piece.searches and answer.mentions(piece.path):
                runs.add(("found", "by", "its", "hidden", "words"))
            if runs and piece.level not in reader.may_read:
                self.findings[piece.article_id, reader.name, address] |= runs

    def _found_in(self, answer: Response) -> dict[int, set[WordRun]]:
        """The hidden runs in an answer, by piece."""
        if answer.header("content-type").startswith(("image/", "font/")):
            return {}
        found: dict[int, set[WordRun]] = defaultdict(set)
        for text in answer.texts():
            for run in self._runs_in(text):
                for article_id in self._pieces_of[run]:
                    found[article_id].add(run)
        return found

    def _runs_in(self, text: str) -> set[WordRun]:
        """The hidden runs of whatever piece; the same text is read once, for all pieces and all readers."""
        digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        if digest not in self._read:
            self._read[digest] = self._search.found_in([text])
        return self._read[digest]

    def conclude(self) -> Report:
        """The report, with what readers quoted themselves apart from what the site gave away."""
        by_id = {piece.article_id: piece for piece in self.hidden}
        quoted: dict[int, set[WordRun]] = {}
        for (article_id, _, _), runs in self.findings.items():
            quoted[article_id] = quoted.get(article_id, set()) | runs
        quoted = {article_id: quoted_in_comments(runs) for article_id, runs in quoted.items()}
        for (article_id, reader, address), runs in self.findings.items():
            told = runs - quoted[article_id]
            sample = " ".join(min(told or runs))
            leak = Leak(address=address, reader=reader, headline=by_id[article_id].headline, words=sample)
            (self.report.leaks if told else self.report.quoted).add(leak)
        return self.report


def _gives_a_hidden_file(piece: HiddenPart, address: str, answer: Response) -> bool:
    path = unquote(urlsplit(address).path)
    is_hidden = path.startswith(settings.MEDIA_URL) and path.removeprefix(settings.MEDIA_URL) in piece.files
    return is_hidden and answer.status in {200, 206, 304}


# --- asking -----------------------------------------------------------------------------------------------


async def _ask(application: Application, reader: Reader, address: str) -> Response:
    parts = urlsplit(address)
    headers = {
        "host": settings.SITE_HOST,
        "user-agent": "Masthead leak audit",
        "accept-encoding": "gzip, br",
        "accept": "*/*",
    }
    headers |= dict(reader.headers)
    if reader.cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": reader.method,
        "scheme": "https" if settings.SECURE else "http",
        "path": unquote(parts.path) or "/",
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode("ascii", "ignore"),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1", "ignore")) for name, value in headers.items()],
        "client": (
            "192.0.2.1",
            50_000,
        ),  # an address for documentation (RFC 5737), so that no real network is counted
        "server": ("audit", 80),
    }
    answer = await asyncio.wait_for(_call(application, scope), TIMEOUT_SECONDS)
    if not reader.fixed:
        _store_cookies(reader, answer)
    return answer


async def _call(application: Application, scope: dict[str, Any]) -> Response:
    started: dict[str, Any] = {}
    body = bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body") or b"")

    await application(scope, receive, send)
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in started["headers"]
    )
    return Response(status=started["status"], headers=headers, body=bytes(body))


def _store_cookies(reader: Reader, answer: Response) -> None:
    for name, value in answer.headers:
        if name == "set-cookie":
            for key, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    reader.cookies.pop(key, None)
                else:
                    reader.cookies[key] = morsel.value


@asynccontextmanager
async def _lifespan(application: Application) -> AsyncIterator[None]:
    """Start the application as a server would, and stop it afterwards (ASGI lifespan)."""
    orders: asyncio.Queue[str] = asyncio.Queue()
    done = {"startup": asyncio.Event(), "shutdown": asyncio.Event()}

    async def receive() -> dict[str, str]:
        return {"type": await orders.get()}

    async def send(message: Mapping[str, Any]) -> None:
        done[message["type"].split(".")[1]].set()

    life = asyncio.create_task(application({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))
    await orders.put("lifespan.startup")
    await _either(done["startup"], life)
    try:
        yield
    finally:
        await orders.put("lifespan.shutdown")
        await _either(done["shutdown"], life)
        await life


async def _either(event: asyncio.Event, life: "asyncio.Task[Any]") -> None:
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({waiting, life}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


# --- links ------------------------------------------------------------------------------------------------


def _links(answer: Response, address: str) -> list[str]:
    """Addresses of this site in an answer, in their order."""
    found = [answer.header("location")] if answer.header("location") else []
    kind = answer.header("content-type")
    if kind.startswith(
        ("text/html", "application/rss", "application/xml", "text/xml", "application/json", "text/plain")
    ):
        text = answer.readable_text()
        found += [html.unescape(one or other) for one, other in _LINK.findall(text)]
        found += [html.unescape(link) for link in _MENTION.findall(text)]
        for srcset in _SRCSET.findall(text):
            found += [part.split()[0] for part in html.unescape(srcset).split(",") if part.split()]
    links = (_own_path(link, address) for link in found)
    return list(dict.fromkeys(link for link in links if link))


def _own_path(link: str, address: str) -> str:
    """`link` as a path on this site, or nothing when it leads elsewhere or nowhere."""
    try:
        parts = urlsplit(urljoin(settings.SITE_URL + address, link.strip()))
    except ValueError:
        return ""
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL or not parts.path.startswith("/"):
        return ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if _SKIPPED.search(path) or not path.isascii() or " " in path else path


def _shape(address: str) -> str:
    parts = urlsplit(address)
    names = "&".join(sorted(pair.partition("=")[0] for pair in parts.query.split("&"))) if parts.query else ""
    return re.sub(r"\d+", "#", parts.path) + (f"?{names}" if names else "")
