"""Embed providers, as data: the addresses we recognise, and the player address computed from each.

Nothing is fetched and no script of theirs is run. A provider without `player` is a card with a link: where
its player is cannot be computed from the address of the thing. The origins of the players are the only ones
a page may frame (`frame-src`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class EmbedProvider:
    """One place: how its addresses look, and where its player is; named groups of a pattern fill `player`."""

    name: str
    patterns: tuple[str, ...]
    player: str = ""
    shape: str = "video"  # video: 16 to 9; sound: low and wide; post: tall

    @property
    def origin(self) -> str:
        """The origin of the player, or nothing."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.player)) if self.player else ""


@dataclass(frozen=True)
class EmbedMatch:
    """A recognised address: its provider, and its player if there is one."""

    provider: EmbedProvider
    address: str
    player: str


# Matched against host, path and question of an https address, without "www.".
PROVIDERS: Sequence[EmbedProvider] = (
    EmbedProvider(
        "YouTube",
        (
            r"(?:m\.|music\.)?youtube\.com/watch\?(?:[^#]*&)?v=(?P<id>[\w-]{11})(?:[&#].*)?",
            r"youtube\.com/(?:shorts|live|embed)/(?P<id>[\w-]{11})(?:[/?#].*)?",
            r"youtu\.be/(?P<id>[\w-]{11})(?:[/?#].*)?",
        ),
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1&rel=0",
    ),
    EmbedProvider(
        "Vimeo",
        (r"(?:player\.)?vimeo\.com/(?:video/|channels/[\w-]+/)?(?P<id>\d{5,12})(?:[/?#].*)?",),
        "https://player.vimeo.com/video/{id}?autoplay=1&dnt=1",
    ),
    EmbedProvider(
        "Dailymotion",
        (
            r"dailymotion\.com/video/(?P<id>[a-z0-9]{5,12})(?:[/?#].*)?",
            r"dai\.ly/(?P<id>[a-z0-9]{5,12})(?:[/?#].*)?",
        ),
        "https://geo.dailymotion.com/player.html?video={id}",
    ),
    EmbedProvider(
        "TED",
        (r"ted\.com/talks/(?P<id>[a-z0-9_]{3,120})(?:[/?#].*)?",),
        "https://embed.ted.com/talks/{id}",
    ),
    EmbedProvider(
        "Internet Archive",
        (r"archive\.org/(?:details|embed)/(?P<id>[\w.-]{3,100})(?:[/?#].*)?",),
        "https://archive.org/embed/{id}",
    ),
    EmbedProvider(
        "SoundCloud",
        (r"(?P<whole>soundcloud\.com/[\w-]+/(?:sets/)?[\w-]+)(?:[/?#].*)?",),
        "https://w.soundcloud.com/player/?url=https%3A//{whole}&auto_play=true&visual=false",
        "sound",
    ),
    EmbedProvider(
        "Spotify",
        (
            r"open\.spotify\.com/(?:intl-[a-z]{2}/)?(?P<kind>track|album|episode|show|playlist)/(?P<id>\w{22})(?:[/?#].*)?",
        ),
        "https://open.spotify.com/embed/{kind}/{id}",
        "sound",
    ),
    EmbedProvider(
        "Bluesky",
        (r"bsky\.app/profile/(?P<id>did:plc:[a-z0-9]{24})/post/(?P<post>[a-z0-9]{10,20})(?:[/?#].*)?",),
        "https://embed.bsky.app/embed/{id}/app.bsky.feed.post/{post}",
        "post",
    ),
    EmbedProvider("Bluesky", (r"bsky\.app/profile/[\w.-]+/post/[a-z0-9]{10,20}(?:[/?#].*)?",)),
    EmbedProvider("Bandcamp", (r"[a-z0-9-]+\.bandcamp\.com/(?:track|album)/[\w-]+(?:[/?#].*)?",)),
    # Mastodon lives at any host: known by the shape of its addresses, and shown as a card only.
    EmbedProvider("Mastodon", (r"[a-z0-9.-]+\.[a-z]{2,}/@[\w.]+(?:@[a-z0-9.-]+)?/\d{10,20}(?:[/?#].*)?",)),
)


def match_embed(address: str) -> EmbedMatch | None:
    """The provider of `address` and its player, or None when no provider matches."""
    try:
        parts = urlsplit(address.strip())
        plain = parts.scheme == "https" and not (parts.username or parts.password or parts.port)
    except ValueError:
        return None
    if not plain:
        return None
    shown = (
        parts.netloc.lower().removeprefix("www.") + parts.path + (f"?{parts.query}" if parts.query else "")
    )
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            if found := re.fullmatch(pattern, shown):
                filled = {name: quote(value, safe="/:") for name, value in found.groupdict().items()}
                return EmbedMatch(provider, parts.geturl(), provider.player.format(**filled))
    return None


def provider_names() -> list[str]:
    """The names of all providers, once each."""
    return list(dict.fromkeys(provider.name for provider in PROVIDERS))


def frame_sources() -> list[str]:
    """The origins that a page may frame."""
    return list(dict.fromkeys(provider.origin for provider in PROVIDERS if provider.origin))
