"""What the tests need around the server: somebody who fills in pages, and an endpoint that listens."""

import json
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import stripe

from masthead.payments.local_stripe import LocalStripe

Kind = TypeVar("Kind")
HOUR = 3600
DAY = 24 * HOUR
GOOD = "4242424242424242"
DECLINED = "4000000000000002"
POOR = "4000000000009995"
EXPIRED = "4000000000000069"
ASKS = "4000002760003184"
ONCE = "4000000000000341"
DISPUTED = "4000000000000259"
REFUND_FAILS = "4000000000005126"
REFUND_LATER = "4000000000007726"
IBAN_PAYS = "AT611904300234573201"
IBAN_FAILS = "AT861904300235473202"
BACK = "http://127.0.0.1:9/back"


def whole(found: object, kind: type[Kind]) -> Kind:
    """What was asked for whole is there whole, and of its kind."""
    assert isinstance(found, kind)
    return found


class Stay(HTTPRedirectHandler):
    """Where a page leads is looked at, not followed."""

    def redirect_request(self, *args: Any) -> None:
        return None


def header_of(answer: stripe.StripeObject, name: str) -> str:
    """A header of the response an object came in."""
    assert answer.last_response is not None
    return str(answer.last_response.headers[name])


class Page:
    """What came back for a page."""

    def __init__(self, status: int, leads_to: str, text: str) -> None:
        self.status = status
        self.leads_to = leads_to
        self.text = text


def visit(url: str, fields: dict[str, str] | None = None) -> Page:
    """A page is opened, or its form sent in, as a browser does."""
    data = urlencode(fields).encode() if fields is not None else None
    try:
        with build_opener(Stay).open(Request(url, data), timeout=20) as answer:
            return Page(answer.status, "", answer.read().decode())
    except HTTPError as answer:
        with answer:
            return Page(answer.code, answer.headers.get("Location", ""), answer.read().decode())


def card(number: str = GOOD, **more: str) -> dict[str, str]:
    """A card as typed."""
    return {"act": "pay", "method": "card", "number": number, "expiry": "12/34", "cvc": "123", **more}


def debit(iban: str = IBAN_PAYS) -> dict[str, str]:
    """A bank account as typed."""
    return {"act": "pay", "method": "sepa_debit", "iban": iban, "name": "Rita Reader"}


class Fields(HTMLParser):
    """The fields of a page and what labels them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: set[str] = set()
        self.labels: set[str] = set()
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "select"}:
            self.fields.add(given.get("id") or "?")
        if tag == "label":
            self.labels.add(given.get("for") or "?")
        self.scripts += tag == "script"


class Shop:
    """A publication's account at the local Stripe, with one client."""

    def __init__(self, local: LocalStripe, client: stripe.StripeClient) -> None:
        self.local = local
        self.v1 = client.v1
        self.client = client
        self.product = self.v1.products.create({"name": "Membership"})

    def price(self, amount: int = 500, interval: Any = "month", **more: Any) -> stripe.Price:
        """A recurring price."""
        recurring = {"interval": interval, "interval_count": more.pop("interval_count", 1)}
        given: Any = {
            "product": self.product.id,
            "currency": "eur",
            "unit_amount": amount,
            "recurring": recurring,
        }
        given.update(more)
        return self.v1.prices.create(given)

    def page(self, price: str | None = None, **more: Any) -> stripe.checkout.Session:
        """A checkout page for a subscription."""
        given: Any = {
            "mode": "subscription",
            "line_items": [{"price": price or self.price().id, "quantity": 1}],
            "success_url": f"{BACK}?session={{CHECKOUT_SESSION_ID}}",
            "cancel_url": f"{BACK}?cancelled=1",
            **({} if "customer" in more else {"customer_email": "rita@example.org"}),
        }
        given.update(more)
        return self.v1.checkout.sessions.create(given)

    def once(self, **more: Any) -> stripe.checkout.Session:
        """A checkout page for something paid once."""
        data = {"currency": "eur", "unit_amount": 1200, "product_data": {"name": "A year"}}
        given: Any = {
            "mode": "payment",
            "line_items": [{"price_data": data, "quantity": 1}],
            "success_url": BACK,
            "customer_email": "rita@example.org",
        }
        given.update(more)
        return self.v1.checkout.sessions.create(given)

    def join(self, number: str = GOOD, **more: Any) -> stripe.Subscription:
        """Somebody joins and pays by card."""
        page = self.page(**more)
        assert page.url is not None
        shown = visit(page.url, card(number))
        if "/3ds/" in shown.leads_to:
            shown = visit(shown.leads_to, {"act": "yes"})
        assert shown.leads_to.startswith(BACK), shown.text
        found = self.v1.checkout.sessions.retrieve(page.id)
        return self.subscription(str(found.subscription))

    def subscription(self, ref: str) -> stripe.Subscription:
        return self.v1.subscriptions.retrieve(ref)

    def invoices(self, subscription: str) -> list[stripe.Invoice]:
        """Newest first."""
        return self.v1.invoices.list(
            {"subscription": subscription, "limit": 100, "expand": ["data.payments"]}
        ).data

    def events(self, *kinds: str) -> list[stripe.Event]:
        """What happened, oldest first."""
        found = list(self.v1.events.list({"limit": 100}).auto_paging_iter())
        return [each for each in reversed(found) if not kinds or each.type in kinds]

    def charge_of(self, subscription: str) -> stripe.Charge:
        """The newest charge of a subscription."""
        paid_by = self.invoices(subscription)[0].payments
        assert paid_by is not None
        intent = self.v1.payment_intents.retrieve(str(paid_by.data[0].payment.payment_intent))
        return self.v1.charges.retrieve(str(intent.latest_charge))

    def pass_time(self, seconds: int) -> None:
        """Time goes by, and everything due happens."""
        self.local.advance(seconds)


class Endpoint:
    """A server of the publication that listens to messages; `answers` may be changed at any time."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.answers = 200
        self.secret = ""
        outer = self

        class Listening(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((body, self.headers["Stripe-Signature"]))
                self.send_response(outer.answers)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hooks/"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.got]

    def told(self, kind: str) -> list[Any]:
        """The objects of the messages of this type, in the order they came."""
        found = [json.loads(body) for body, _ in self.got]
        return [each["data"]["object"] for each in found if each["type"] == kind]
