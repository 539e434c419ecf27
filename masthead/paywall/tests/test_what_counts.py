"""Which requests the meter can count."""

import pytest

from masthead.paywall.navigation import BOTS, is_bot, is_navigation, is_prefetch

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OPENED = {
    "user-agent": FIREFOX,
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-site": "none",
}


def test_is_navigation__a_person_opening_a_page_counts() -> None:
    assert is_navigation("GET", OPENED)


def test_is_navigation__missing_sec_fetch_headers_count_as_navigation() -> None:
    assert is_navigation("GET", {"user-agent": FIREFOX})
    assert is_navigation("GET", {})


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", ""])
def test_is_navigation__only_get_counts(method: str) -> None:
    assert not is_navigation(method, OPENED)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-mode": "same-origin", "sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "embed"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "object"},
        {"sec-fetch-mode": "cors"},
        {"sec-fetch-dest": "empty"},
        {"hx-request": "true"},
        {"x-requested-with": "XMLHttpRequest"},
        {"sec-purpose": "prefetch"},
    ],
)
def test_is_navigation__what_a_script_a_frame_or_htmx_fetches_does_not_count(headers: dict[str, str]) -> None:
    assert not is_navigation("GET", OPENED | headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"sec-purpose": "prefetch;anonymous-client-ip"},
        {"purpose": "prefetch"},
        {"x-moz": "prefetch"},
        {"x-purpose": "preview"},
        {"purpose": "Prerender"},
    ],
)
def test_is_prefetch__is_known_by_all_its_names(headers: dict[str, str]) -> None:
    assert is_prefetch(headers)
    assert not is_prefetch(OPENED)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.2; +https://openai.com/gptbot",
        "Mozilla/5.0 (compatible; Claude-User/1.0)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
        "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
        "Baiduspider+(+http://www.baidu.com/search/spider.htm)",
        "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Slack-ImgProxy (+https://api.slack.com/robots)",
        *BOTS,
    ],
)
def test_is_bot__bots_by_user_agent_do_not_count(user_agent: str) -> None:
    assert not is_navigation("GET", {"user-agent": user_agent})


@pytest.mark.parametrize(
    "user_agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 DuckDuckGo/7 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 YaBrowser/25.6 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19 Build/PPR1) Chrome/140.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Mobile/15E148 [Pinterest/iOS]",
        "",
    ],
)
def test_is_bot__browsers_of_people_are_not(user_agent: str) -> None:
    assert not is_bot(user_agent)
