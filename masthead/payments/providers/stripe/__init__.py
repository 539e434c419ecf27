"""Stripe behind the `Provider` interface, by its official client.

What Stripe says is fetched when something may have changed, and never believed from a webhook's words.
"""
