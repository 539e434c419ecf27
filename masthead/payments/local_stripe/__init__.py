"""The local Stripe: one small server on this machine that answers as Stripe does, so that no money moves.

It knows nothing of the publication and nothing of Django. It speaks the version of Stripe's interface that
the official Python client pins, keeps everything in one SQLite database, and listens on the loopback address
only.
"""

from masthead.payments.local_stripe.server import LocalStripe

__all__ = ["LocalStripe"]
