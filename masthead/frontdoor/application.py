"""The front door, the outermost ASGI application: it serves cached pages and passes other requests to Django.

Django stands behind it as WSGI, through a2wsgi. What arrives is made unambiguous (`headers`), read to its end
(`bodies`), and only then given a thread.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils import timezone

from masthead.frontdoor import admission, cacheable, cached_page
from masthead.frontdoor.errors import ClientDisconnected, InternalError, MethodIsUnknown, TooBusy
from masthead.frontdoor.refusal_pages import RefusalPages
from masthead.frontdoor.request import Header, Network, Request, parse_request, scope_for_django
from masthead.frontdoor.request_body import BodyReader, Receive, Send, receive_from
from masthead.frontdoor.response import DjangoResponse, ignore_disconnects, send_refusal
from masthead.frontdoor.state import STATE, ProcessState
from masthead.kit.refusals import Refusal
from masthead.paywall.decide import Level

logger = logging.getLogger("masthead.frontdoor")

Scope = dict[str, Any]
MAX_QUEUED_PER_THREAD = 50
MAX_QUEUED_OF_ONE_NETWORK_PER_THREAD = 12
MAX_FORM_BYTES = 320 * 1024  # the longest comment, as a browser writes its characters, takes 240 KiB


class FrontDoor:
    """The ASGI application. One per process, on one event loop."""

    def __init__(
        self,
        *,
        django: Callable[..., Any],
        threads: int,
        trusted: Sequence[Network] = (),
        hosts: Collection[str],
        max_body_bytes: int,
        body_seconds: float = 20.0,
        large_body_paths: Sequence[str] = ("/",),
        state: ProcessState = STATE,
        debug_header: bool = False,
        language: Callable[[], str] = lambda: settings.LANGUAGE_CODE,
        on_start: Callable[[], object] = lambda: None,
        on_stop: Callable[[], object] = lambda: None,
    ) -> None:
        self.threads = threads
        self.state = state
        self.refusals = RefusalPages(language)
        self.in_progress = 0  # complete requests that are not answered yet
        self.bodies = BodyReader(max_bytes=max_body_bytes, seconds=body_seconds)
        self._django = django
        self._wsgi: Any = None  # created inside the loop; a2wsgi's types are narrower than ASGI's
        self._trusted, self._debug_header = tuple(trusted), debug_header
        self._hosts, self._large_body_paths = frozenset(hosts), tuple(large_body_paths)
        self._in_progress_of: Counter[str] = Counter()
        self._on_start, self._on_stop = on_start, on_stop
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._respond(scope, receive, ignore_disconnects(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    # --- life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Load the state and render the refusal pages before the first request is served."""
        await asyncio.to_thread(self.state.start)
        await asyncio.to_thread(self.refusals.render_all)
        self.state.also_refresh(self.refusals.read_language)
        await asyncio.to_thread(self._on_start)
        self._started = True

    def stop_accepting(self) -> None:
        """Accept no more request bodies; requests in progress are finished."""
        self.bodies.closing.set()

    async def stop(self) -> None:
        """Stop the background threads."""
        if not self._started:
            return
        self._started = False
        await asyncio.to_thread(self._on_stop)
        await asyncio.to_thread(self.state.stop)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
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

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            arrival = parse_request(scope, trusted=self._trusted, hosts=self._hosts)
            if not await self._serve_from_cache(arrival, send):
                body = await self._read_body(arrival, receive)
                await self._serve_from_django(scope, arrival, body, send)
        except ClientDisconnected:
            return
        except Refusal as no:
            allow = [(b"allow", b"GET, HEAD, POST, OPTIONS")] if isinstance(no, MethodIsUnknown) else []
            await self._refuse(scope, send, no, extra=allow)
        except Exception:
            logger.exception("The front door failed at %s", scope["path"])
            await self._refuse(scope, send, InternalError())

    async def _refuse(self, scope: Scope, send: Send, no: Refusal, *, extra: Sequence[Header] = ()) -> None:
        accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        body = self.refusals.page(no, accepted)
        await send_refusal(send, no, body, without_body=scope["method"] == "HEAD", extra=extra)

    async def _serve_from_cache(self, arrival: Request, send: Send) -> bool:
        if not admission.may_use_cache(arrival) or not self.state.is_fresh():
            return False
        entry = self.state.cache.get((arrival.host, arrival.path))
        page = entry and admission.admit(arrival, entry, state=self.state, now=timezone.now())
        if not page:
            return False
        await self._send_page(arrival, page, send)
        return True

    async def _send_page(
        self, arrival: Request, page: cached_page.CachedPage, send: Send, *, from_cache: bool = True
    ) -> None:
        encoded = page.encoding_for(arrival.headers.get(b"accept-encoding", b""))
        unchanged = _is_not_modified(arrival, page, encoded)
        headers = list(encoded.not_modified_headers if unchanged else encoded.headers)
        if self._debug_header and from_cache:
            headers.append((b"masthead-door", b"kept"))
        if self.bodies.closing.is_set():
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": 304 if unchanged else 200, "headers": headers})
        body = b"" if unchanged or arrival.method == "HEAD" else encoded.body
        await send({"type": "http.response.body", "body": body})

    async def _read_body(self, arrival: Request, receive: Receive) -> bytes:
        if not arrival.has_body:
            return b""
        most = None if arrival.path.startswith(self._large_body_paths) else MAX_FORM_BYTES
        return await self.bodies.read(
            receive, declared=arrival.declared_length, network=arrival.network, most=most
        )

    async def _serve_from_django(self, scope: Scope, arrival: Request, body: bytes, send: Send) -> None:
        network = arrival.network
        if (
            self.in_progress >= MAX_QUEUED_PER_THREAD * self.threads
            or self._in_progress_of[network] >= MAX_QUEUED_OF_ONE_NETWORK_PER_THREAD * self.threads
        ):
            raise TooBusy
        self.in_progress += 1
        self._in_progress_of[network] += 1
        response = DjangoResponse()
        try:
            generation = self.state.cache.generation()
            await self._call_django(scope_for_django(scope, arrival, body_length=len(body)), body, response)
            page = await self._cache(arrival, response, generation)
            if page:
                await self._send_page(arrival, page, send, from_cache=False)
            else:
                if cacheable.may_be_compressed(arrival, response):
                    await asyncio.to_thread(response.compress, arrival.headers.get(b"accept-encoding", b""))
                await response.send_to(
                    send, without_body=arrival.method == "HEAD", closing=self.bodies.closing.is_set()
                )
        finally:
            self.in_progress -= 1
            self._in_progress_of[network] -= 1
            if not self._in_progress_of[network]:
                del self._in_progress_of[network]
            response.close()

    async def _call_django(self, scope: Scope, body: bytes, response: DjangoResponse) -> None:
        if self._wsgi is None:
            self._wsgi = WSGIMiddleware(self._django, workers=self.threads)
        try:
            await self._wsgi(scope, receive_from(body), response.collect)
        except Exception:
            logger.exception("Django did not answer %s %s", scope["method"], scope["path"])
            raise InternalError from None
        if not response.status:
            raise InternalError

    async def _cache(
        self, arrival: Request, response: DjangoResponse, generation: int
    ) -> cached_page.CachedPage | None:
        """The response as a cached page, if it may be cached."""
        try:
            instruction = cacheable.cache_instruction(arrival, response, state=self.state, now=timezone.now())
        except ValueError:
            logger.exception("%s has an invalid Masthead-Piece header: it is not cached.", arrival.path)
            return None
        if instruction is None:
            return None
        gated = instruction.piece is not None and instruction.piece.level != Level.PUBLIC
        page = await asyncio.to_thread(
            cached_page.build_page,
            headers=response.headers,
            body=response.whole_body(),
            depends_on=instruction.depends_on,
            gated=gated,
        )
        address = (arrival.host, arrival.path)
        self.state.cache.put(
            address, variant=instruction.variant, piece=instruction.piece, page=page, generation=generation
        )
        return page


def _is_not_modified(
    arrival: Request, page: cached_page.CachedPage, encoded: cached_page.EncodedPage
) -> bool:
    """Whether the client's copy is current (304); If-None-Match takes precedence over If-Modified-Since."""
    tags = arrival.headers.get(b"if-none-match")
    if tags is not None:
        return cached_page.etag_matches(tags, encoded.etag)
    since = arrival.headers.get(b"if-modified-since")
    return since is not None and cached_page.is_unchanged_since(since, page.changed_at)
