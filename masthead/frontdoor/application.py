"""The outermost door: it answers finished pages from memory and asks Django for the rest.

Django stands behind it as WSGI, through a2wsgi. What arrives is made unambiguous (`headers`), read to its end
(`bodies`), and only then given a thread.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils import timezone

from masthead.frontdoor import gatekeeper, keeping, pages
from masthead.frontdoor.answers import Answer, ignoring_those_who_left, send_refusal
from masthead.frontdoor.bodies import BodyReader, Receive, Send, handed_over
from masthead.frontdoor.errors import MethodIsUnknown, ReaderWentAway, SomethingBroke, TooBusy
from masthead.frontdoor.headers import Arrival, Header, Network, arrival_from, scope_for_django
from masthead.frontdoor.memory import MEMORY, Memory
from masthead.frontdoor.refusing import Refusals
from masthead.kit.refusals import Refusal
from masthead.paywall.decisions import Level

logger = logging.getLogger("masthead.frontdoor")

Scope = dict[str, Any]
WAITING_PER_THREAD = 50


class FrontDoor:
    """The ASGI application. One per process, on one event loop."""

    def __init__(
        self,
        *,
        django: Callable[..., Any],
        threads: int,
        trusted: Sequence[Network] = (),
        most_body_bytes: int,
        body_seconds: float = 20.0,
        memory: Memory = MEMORY,
        telling: bool = False,
        language: Callable[[], str] = lambda: settings.LANGUAGE_CODE,
        on_start: Callable[[], object] = lambda: None,
        on_stop: Callable[[], object] = lambda: None,
    ) -> None:
        self.threads = threads
        self.memory = memory
        self.refusals = Refusals(language)
        self.in_hand = 0  # requests that arrived whole and are not answered yet
        self.bodies = BodyReader(most_bytes=most_body_bytes, seconds=body_seconds)
        self._django = django
        self._behind: Any = None  # made inside the loop; a2wsgi words its types more narrowly than ASGI
        self._trusted, self._telling = tuple(trusted), telling
        self._on_start, self._on_stop = on_start, on_stop
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, ignoring_those_who_left(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    # --- life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Know what there is to know, before the first request is served."""
        await asyncio.to_thread(self.memory.start)
        await asyncio.to_thread(self.refusals.write)
        await asyncio.to_thread(self._on_start)
        self._started = True

    def close_up(self) -> None:
        """Take nothing more that has not arrived whole; what is in hand is finished."""
        self.bodies.closing.set()

    async def stop(self) -> None:
        """Let go of the threads that work beside the requests."""
        if not self._started:
            return
        self._started = False
        await asyncio.to_thread(self._on_stop)
        await asyncio.to_thread(self.memory.stop)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    # --- one request ---------------------------------------------------------------------------------

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            arrival = arrival_from(scope, trusted=self._trusted)
            if not await self._answer_from_memory(arrival, send):
                body = await self._body_of(arrival, receive)
                await self._answer_from_django(scope, arrival, body, send)
        except ReaderWentAway:
            return
        except Refusal as no:
            allow = [(b"allow", b"GET, HEAD, POST, OPTIONS")] if isinstance(no, MethodIsUnknown) else []
            await self._refuse(scope, send, no, extra=allow)
        except Exception:
            logger.exception("The door broke at %s", scope["path"])
            await self._refuse(scope, send, SomethingBroke())

    async def _refuse(self, scope: Scope, send: Send, no: Refusal, *, extra: Sequence[Header] = ()) -> None:
        accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        body = self.refusals.page(no, accepted)
        await send_refusal(send, no, body, without_body=scope["method"] == "HEAD", extra=extra)

    async def _answer_from_memory(self, arrival: Arrival, send: Send) -> bool:
        if not gatekeeper.asks_for_a_page(arrival) or not self.memory.is_fresh():
            return False
        shown = self.memory.shelf.at((arrival.host, arrival.path))
        page = shown and gatekeeper.page_for(arrival, shown, memory=self.memory, now=timezone.now())
        if not page:
            return False
        await self._send_page(arrival, page, send)
        return True

    async def _send_page(self, arrival: Arrival, page: pages.Page, send: Send, *, kept: bool = True) -> None:
        form = page.form_for(arrival.headers.get(b"accept-encoding", b""))
        unchanged = _is_held(arrival, page, form)
        headers = list(form.headers_unchanged if unchanged else form.headers)
        if self._telling and kept:
            headers.append((b"masthead-door", b"kept"))
        if self.bodies.closing.is_set():
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": 304 if unchanged else 200, "headers": headers})
        body = b"" if unchanged or arrival.method == "HEAD" else form.body
        await send({"type": "http.response.body", "body": body})

    async def _body_of(self, arrival: Arrival, receive: Receive) -> bytes:
        if not arrival.has_body:
            return b""
        return await self.bodies.read(receive, declared=arrival.declared_length)

    async def _answer_from_django(self, scope: Scope, arrival: Arrival, body: bytes, send: Send) -> None:
        if self.in_hand >= WAITING_PER_THREAD * self.threads:
            raise TooBusy
        self.in_hand += 1
        answer = Answer()
        try:
            ticket = self.memory.shelf.ticket()
            await self._ask_django(scope_for_django(scope, arrival, body_length=len(body)), body, answer)
            page = await self._keep(arrival, answer, ticket)
            if page:
                await self._send_page(arrival, page, send, kept=False)
            else:
                if keeping.may_be_packed(arrival, answer):
                    await asyncio.to_thread(answer.pack, arrival.headers.get(b"accept-encoding", b""))
                await answer.send_to(
                    send, without_body=arrival.method == "HEAD", closing=self.bodies.closing.is_set()
                )
        finally:
            self.in_hand -= 1
            answer.close()

    async def _ask_django(self, scope: Scope, body: bytes, answer: Answer) -> None:
        if self._behind is None:
            self._behind = WSGIMiddleware(self._django, workers=self.threads)
        try:
            await self._behind(scope, handed_over(body), answer.collect)
        except Exception:
            logger.exception("Django did not answer %s %s", scope["method"], scope["path"])
            raise SomethingBroke from None
        if not answer.status:
            raise SomethingBroke

    async def _keep(self, arrival: Arrival, answer: Answer, ticket: int) -> pages.Page | None:
        """The answer as a page, if it may be kept."""
        try:
            wanted = keeping.wanted(arrival, answer, memory=self.memory, now=timezone.now())
        except ValueError:
            logger.exception(
                "%s describes its piece in words the door does not know: it is not kept.", arrival.path
            )
            return None
        if wanted is None:
            return None
        gated = wanted.piece is not None and wanted.piece.level != Level.PUBLIC
        page = await asyncio.to_thread(
            pages.finish, headers=answer.headers, body=answer.whole_body(), tags=wanted.tags, gated=gated
        )
        address = (arrival.host, arrival.path)
        self.memory.shelf.put(address, variant=wanted.variant, piece=wanted.piece, page=page, ticket=ticket)
        return page


def _is_held(arrival: Arrival, page: pages.Page, form: pages.Form) -> bool:
    """Whether the reader holds this page already; a tag they show counts more than a date."""
    tags = arrival.headers.get(b"if-none-match")
    if tags is not None:
        return pages.is_known(tags, form.etag)
    since = arrival.headers.get(b"if-modified-since")
    return since is not None and pages.is_unchanged_since(since, page.changed_at)
