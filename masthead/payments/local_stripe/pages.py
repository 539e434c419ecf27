"""The hosted pages: which address shows what, and what a form on it does."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl

from masthead.payments.local_stripe import page_checkout, page_invoice, page_portal, webhooks
from masthead.payments.local_stripe.answers import Answer, Request
from masthead.payments.local_stripe.failures import Failure
from masthead.payments.local_stripe.html import STYLE, page
from masthead.payments.local_stripe.store import Store
from masthead.payments.local_stripe.world import World

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Fields = dict[str, str]


@dataclass(frozen=True)
class Shown:
    """A page that shows something, and what sending it in does."""

    show: Callable[[World, str, Fields, str], str]
    send: Callable[[World, str, Fields], str] | None = None


SHOWN = {
    "/c/pay/": Shown(page_checkout.show, page_checkout.send),
    "/3ds/": Shown(page_checkout.show_question, page_checkout.answer),
    "/p/session/": Shown(page_portal.show, page_portal.send),
    "/i/": Shown(page_invoice.show, page_invoice.send),
    "/receipts/": Shown(page_invoice.show_receipt),
}
ABOUT = (
    "<p>Programs speak with it as with Stripe; people meet it where they pay. "
    '<a href="/_local/state">What there is at the moment</a></p>'
)


def answer(store: Store, now: int, address: str, came: Request) -> Answer:
    """A page, or the way to the next one."""
    if came.path == "/local-stripe.css":
        return Answer(200, STYLE, {**HEADERS, "Content-Type": "text/css; charset=utf-8"})
    if came.path == "/":
        return _page(200, page("The local Stripe", ABOUT))
    for start, shown in SHOWN.items():
        if came.path.startswith(start):
            return _meet(store, World(store, now, address), shown, came.path.removeprefix(start), came)
    return _page(404, page("There is nothing here", ""))


def _meet(store: Store, world: World, shown: Shown, ref: str, came: Request) -> Answer:
    typed = dict(parse_qsl(came.body if came.method == "POST" else came.query))
    try:
        if came.method != "POST" or shown.send is None:
            with store.lock:
                return _page(200, shown.show(world, ref, typed, ""))
        sentence, where = _send(store, world, shown.send, ref, typed)
        if where:
            return Answer(303, "", {**HEADERS, "Location": where})
        with store.lock:
            return _page(402, shown.show(World(store, world.now, world.address), ref, typed, sentence))
    except Failure as refusal:
        return _page(refusal.status, page("That did not work", f"<p>{escape(str(refusal))}</p>"))


def _send(
    store: Store, world: World, send: Callable[[World, str, Fields], str], ref: str, typed: Fields
) -> tuple[str, str]:
    """What a form does: where to go next, or the sentence that says why not."""
    now = world.now
    sentence, where = "", ""
    try:
        with store.transaction():
            try:
                where = send(world, ref, typed)
            except Failure as refusal:
                if not refusal.keeps:
                    raise
                sentence = str(refusal)
            webhooks.spread(world, now)
    except Failure as refusal:
        sentence = str(refusal)
    return sentence, where


def _page(status: int, text: str) -> Answer:
    return Answer(status, text, dict(HEADERS))
