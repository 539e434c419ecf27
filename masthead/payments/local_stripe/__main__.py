"""`python -m masthead.payments.local_stripe` runs the local Stripe until somebody interrupts it."""

import argparse
import signal
import sys
from pathlib import Path
from threading import Event

from masthead.payments.local_stripe.collecting import ENDS
from masthead.payments.local_stripe.server import LocalStripe


def main() -> None:
    """The local Stripe runs as a process of its own."""
    parser = argparse.ArgumentParser(
        prog="local_stripe", description="A Stripe on this machine. No money moves."
    )
    parser.add_argument("--port", type=int, default=12111, help="0 takes any that is free")
    parser.add_argument("--database", type=Path, help="a file that outlives a restart; without it, memory")
    parser.add_argument(
        "--webhook-url", default="", help="an address of this machine that is told everything"
    )
    parser.add_argument("--webhook-secret", default="", help="what its messages are signed with")
    parser.add_argument("--api-key", default="", help="the one key that is taken, sk_test_local_…")
    parser.add_argument(
        "--dunning-end", choices=ENDS, default="cancel", help="what happens after the last try"
    )
    chosen = parser.parse_args()
    if bool(chosen.webhook_url) != bool(chosen.webhook_secret):
        parser.error("--webhook-url and --webhook-secret go together")
    local = LocalStripe(
        chosen.database,
        chosen.port,
        api_key=chosen.api_key,
        dunning_end=chosen.dunning_end,
        by_itself=True,
    )
    if chosen.webhook_url:
        local.listen(chosen.webhook_url, chosen.webhook_secret)
    over = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: over.set())
    local.start()
    sys.stdout.write(f"{local.address}\n")
    sys.stdout.flush()
    over.wait()
    local.stop()


if __name__ == "__main__":
    main()
