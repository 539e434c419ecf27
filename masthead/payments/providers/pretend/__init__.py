"""A payment provider of our own for demonstrations and tests. It behaves like a real one and moves no money.

It has rows of its own (`models`), shows hosted pages (`views`), renews by its own clock and sends signed
messages (`jobs`).
Production refuses to start with it.
"""
