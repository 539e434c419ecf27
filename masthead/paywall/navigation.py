"""Is this request a person opening a page, a prefetch or a bot? Pure, for Django and the front door alike.

`headers` is looked up by lower-case names: a dictionary with lower-case keys, or Django's `request.headers`.
"""

import re
from collections.abc import Mapping

# Programs that say who they are: search engines, AI collectors, link previews, feed readers, monitors.
# Plain HTTP libraries are not here: without Sec-Fetch headers they count as a navigation, so the meter and
# the ceiling count them like everybody. Nor are words that browsers carry too (DuckDuckGo, Pinterest).
BOTS = (
    "bot", "crawl", "spider", "slurp", "archiver", "archive.org", "scrapy", "heritrix", "nutch",
    "mediapartners-google", "apis-google", "feedfetcher", "google-extended", "googleother",
    "google-read-aloud", "google-inspectiontool", "bingpreview", "qwantify",
    "chatgpt-user", "oai-search", "claude", "anthropic", "perplexity",
    "cohere-ai", "meta-external", "facebookexternalhit", "facebookcatalog", "omgili", "slack-imgproxy",
    "whatsapp", "skypeuripreview", "embedly", "iframely", "vkshare", "mastodon", "pleroma",
    "misskey", "akkoma", "bluesky", "cardyb", "feedly", "feedbin", "feedburner", "inoreader", "newsblur",
    "miniflux", "freshrss", "tiny tiny rss", "netvibes", "theoldreader", "ahrefs", "semrush", "mj12",
    "screaming frog", "siteimprove", "sitebulb", "dataforseo", "pingdom", "statuscake", "lighthouse",
    "pagespeed", "gtmetrix", "w3c_validator", "validator.nu", "nagios",
)  # fmt: skip
_BOT = re.compile(r"(?<!cu)" + "|".join(map(re.escape, BOTS)))  # Cubot makes telephones


def is_bot(user_agent: str) -> bool:
    """Whether the user agent says it is a program that collects, previews or watches pages."""
    return bool(_BOT.search(user_agent.lower()))


def is_prefetch(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks for the page before its reader does (Sec-Purpose, and its older names)."""
    purpose = ",".join(
        headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")
    ).lower()
    return any(word in purpose for word in ("prefetch", "prerender", "preview"))


def is_navigation(method: str, headers: Mapping[str, str]) -> bool:
    """Whether the meter can count this request: a GET that opens a document for a person.

    Missing Sec-Fetch headers count as navigation: older browsers and privacy tools send none
    (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/).
    """
    return (
        method == "GET"
        and headers.get("sec-fetch-mode", "navigate").lower() == "navigate"
        and headers.get("sec-fetch-dest", "document").lower() == "document"
        and headers.get("hx-request", "").lower() != "true"
        and headers.get("x-requested-with", "").lower() != "xmlhttprequest"
        and not is_prefetch(headers)
        and not is_bot(headers.get("user-agent", ""))
    )
