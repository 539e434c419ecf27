"""RSS and Atom as bytes, whatever is in their texts."""

from django.utils.feedgenerator import SyndicationFeed

from masthead.kit.text_hygiene import without_forbidden_inside


def feed_bytes(feed: SyndicationFeed) -> bytes:
    """The finished feed in UTF-8, without what XML forbids: Django refuses to write a feed that has it."""
    feed.feed, feed.items = without_forbidden_inside(feed.feed), without_forbidden_inside(feed.items)
    text: str = feed.writeString("utf-8")
    return text.encode()
