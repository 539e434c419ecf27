"""Several who ask at once, while time passes by itself and the endpoint asks back before it answers."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from masthead.payments.local_stripe import LocalStripe
from masthead.payments.tests.local_stripe.conftest import client_for
from masthead.payments.tests.local_stripe.stage import DAY, Shop

pytestmark = pytest.mark.one_database


def test_server__is_asked_by_many_at_once_and_by_whoever_it_tells(tmp_path: Path) -> None:
    local = LocalStripe(tmp_path / "db", by_itself=True)
    local.start()
    shop = Shop(local, client_for(local))
    seen: list[str] = []

    class AsksBack(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append(shop.subscription(event["data"]["object"]["id"]).id)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            pass

    endpoint = ThreadingHTTPServer(("127.0.0.1", 0), AsksBack)
    listening = Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    listening.start()
    url = f"http://127.0.0.1:{endpoint.server_address[1]}/"
    shop.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.subscription.updated"]})
    price = shop.price().id
    try:
        with ThreadPoolExecutor(6) as many:
            joined = [each.id for each in many.map(lambda _: shop.join(price=price), range(24))]
            local.advance(32 * DAY)
        until = time.monotonic() + 20
        while set(seen) != set(joined) and time.monotonic() < until:
            time.sleep(0.05)
        assert set(seen) == set(joined)
        assert len(shop.v1.invoices.list({"status": "paid", "limit": 100}).data) == 48
        assert local.state()["faults"] == 0
    finally:
        local.stop()
        endpoint.shutdown()
        endpoint.server_close()
        listening.join()
