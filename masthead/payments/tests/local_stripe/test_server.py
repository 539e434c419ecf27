"""The server as such: who may ask, which version, clocks for tests, a restart, and the process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import stripe

from masthead.payments.local_stripe import LocalStripe
from masthead.payments.tests.local_stripe.annotations import differences
from masthead.payments.tests.local_stripe.conftest import client_for
from masthead.payments.tests.local_stripe.stage import BACK, DAY, HOUR, Endpoint, Shop, card, header_of, visit

pytestmark = pytest.mark.one_database


def test_key__of_a_real_account_is_refused(local: LocalStripe) -> None:
    for key in ("sk_live_abc", "sk_test_abc", "rk_test_local_x"):
        with pytest.raises(stripe.AuthenticationError):
            client_for(local, key).v1.customers.list()


@pytest.mark.parametrize("options", [{"api_key": "sk_test_local_mine"}])
def test_key__must_be_the_one_it_was_started_with(local: LocalStripe) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client_for(local).v1.customers.list()
    assert client_for(local, "sk_test_local_mine").v1.customers.list().data == []


def test_version__other_than_the_pinned_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="version"):
        client.v1.customers.list({}, {"stripe_version": "2025-09-30.clover"})
    assert header_of(client.v1.customers.list(), "Stripe-Version") == "2026-10-28.endive"


def test_address__unknown_is_404_in_stripes_form(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.list()
    assert (refused.value.http_status, "Unrecognized request URL" in str(refused.value)) == (404, True)


def test_server__binds_the_loopback_address_alone() -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        LocalStripe(host="0.0.0.0")


def test_package__imports_nothing_of_the_publication() -> None:
    folder = Path(__file__).parents[2] / "local_stripe"
    for path in folder.glob("*.py"):
        for line in path.read_text().splitlines():
            if line.lstrip().startswith(("import ", "from ")) and "masthead" in line:
                assert "masthead.payments.local_stripe" in line, f"{path.name}: {line}"
            assert "django" not in line.lower() or line.startswith(("It knows", '"""')), (
                f"{path.name}: {line}"
            )


def test_annotations__a_missing_field_and_a_wrong_one_are_noticed(shop: Shop) -> None:
    price = shop.price().to_dict(recursive=True, for_json=True)
    assert differences(price) == []
    assert differences({name: value for name, value in price.items() if name != "nickname"})
    assert differences({**price, "unit_amount": "5"})
    assert differences({**price, "surprise": None})
    assert differences({**price, "recurring": {**price["recurring"], "meter": 7}})


def test_clock__advances_by_itself_and_tells_when_it_is_there(shop: Shop, endpoint: Endpoint) -> None:
    start = 1_800_000_000
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": start, "name": "a year"})
    customer = shop.v1.customers.create({"email": "rita@example.org", "test_clock": clock.id})
    page = shop.page(customer=customer.id)
    assert page.created == start
    visit(str(page.url), card())
    subscription = shop.v1.subscriptions.list({"customer": customer.id}).data[0]
    assert (subscription.test_clock, subscription.created) == (clock.id, start)
    assert (
        shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": start + 40 * DAY}).status
        == "advancing"
    )
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": start + 50 * DAY})
    shop.pass_time(0)
    there = shop.v1.test_helpers.test_clocks.retrieve(clock.id)
    assert (there.status, there.frozen_time) == ("ready", start + 40 * DAY)
    invoices = shop.invoices(subscription.id)
    assert [each.status for each in invoices] == ["paid", "paid"]
    paid_at = invoices[0].status_transitions.paid_at
    assert paid_at == invoices[0].created + HOUR
    assert "test_helpers.test_clock.ready" in endpoint.types()
    renewals = [
        each for each in endpoint.told("invoice.created") if each["billing_reason"] == "subscription_cycle"
    ]
    assert [each["created"] for each in renewals] == [invoices[0].created]
    assert shop.v1.test_helpers.test_clocks.delete(clock.id).deleted is True
    assert shop.v1.subscriptions.list({"status": "all"}).data == []


def test_restart__goes_on_with_the_same_database(tmp_path: Path) -> None:
    database = tmp_path / "stripe.sqlite3"
    before = LocalStripe(database)
    before.start()
    shop = Shop(before, client_for(before))
    subscription = shop.join()
    made = shop.v1.customers.create({"name": "Mina"}, {"idempotency_key": "row:9"})
    before.advance(HOUR)
    moment = before.now()
    before.stop()
    after = LocalStripe(database)
    after.start()
    try:
        client = client_for(after)
        assert after.now() >= moment
        assert client.v1.customers.create({"name": "Mina"}, {"idempotency_key": "row:9"}).id == made.id
        after.advance(32 * DAY)
        assert len(client.v1.invoices.list({"subscription": subscription.id}).data) == 2
    finally:
        after.stop()


def command_line(endpoint: Endpoint, database: Path) -> list[str]:
    """A server in a process of its own, which tells this endpoint."""
    return [
        *(sys.executable, "-m", "masthead.payments.local_stripe", "--port", "0"),
        *("--database", str(database)),
        *("--webhook-url", endpoint.url, "--webhook-secret", "whsec_mine"),
    ]


def test_process__prints_its_address_lives_by_itself_and_ends_on_request(tmp_path: Path) -> None:
    endpoint = Endpoint()
    command = command_line(endpoint, tmp_path / "db")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            client = stripe.StripeClient("sk_test_local_x", base_addresses={"api": address})
            client.v1.customers.create({"name": "Rita"})
            with urlopen(f"{address}/_local/state", timeout=10) as answer:
                assert answer.status == 200
            for _ in range(100):
                if endpoint.got:
                    break
                client.v1.customers.list()
            body, signed = endpoint.got[0]
            assert client.construct_event(body, signed, "whsec_mine").type == "customer.created"
        finally:
            process.terminate()
        assert process.wait(timeout=10) == 0
    endpoint.close()


def test_process__killed_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    endpoint = Endpoint()
    endpoint.answers = 500
    command = command_line(endpoint, tmp_path / "db")
    for life in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                address = process.stdout.readline().strip()
                client = stripe.StripeClient("sk_test_local_x", base_addresses={"api": address})
                if life == 0:
                    client.v1.customers.create({"name": "Rita"})
                else:
                    endpoint.answers = 200
                    body = json.dumps({"seconds": 600}).encode()
                    with urlopen(Request(f"{address}/_local/advance", body), timeout=20) as answer:
                        assert answer.status == 200
                    assert [each.name for each in client.v1.customers.list().data] == ["Rita"]
                    assert client.v1.events.list({"delivery_success": False}).data == []
            finally:
                process.kill()
    endpoint.close()
    assert set(endpoint.types()) == {"customer.created"}


def test_pages__that_do_not_exist_say_so(local: LocalStripe) -> None:
    assert visit(f"{local.address}/c/pay/cs_test_none").status == 404
    assert visit(f"{local.address}/nowhere").status == 404
    assert "No money moves here" in visit(f"{local.address}/").text


def test_receipt__says_what_was_paid(shop: Shop) -> None:
    charge = shop.charge_of(shop.join().id)
    assert "5.00 EUR" in visit(str(charge.receipt_url)).text
    assert BACK.startswith("http://127.0.0.1")
