"""A finished page is packed once and sent in the form the browser likes best."""

import gzip

import brotli
import pytest

from masthead.frontdoor.cached_page import CachedPage, accepted_codings, build_page, etag_matches

BODY = b"<p>Holm of Aldmoor</p>" * 50


def page(*headers: tuple[bytes, bytes], gated: bool = False) -> CachedPage:
    return build_page(
        headers=[(b"content-type", b"text/html"), *headers], body=BODY, depends_on=["front"], gated=gated
    )


def test_build_page__each_form_unpacks_to_the_same_page() -> None:
    assert brotli.decompress(page().encoding_for(b"gzip, deflate, br").body) == BODY
    assert gzip.decompress(page().encoding_for(b"gzip").body) == BODY
    assert page().encoding_for(b"").body == BODY


def test_build_page__each_form_says_what_it_is() -> None:
    headers = dict(page().encoding_for(b"br").headers)
    assert headers[b"content-encoding"] == b"br"
    assert int(headers[b"content-length"]) == len(page().encoding_for(b"br").body)
    assert b"content-encoding" not in dict(page().encoding_for(b"").headers)
    assert len({page().encoding_for(accepted).etag for accepted in (b"", b"gzip", b"br")}) == 3


@pytest.mark.parametrize(
    ("accepted", "codings"),
    [
        (b"gzip, deflate, br, zstd", ("br", "gzip")),
        (b"GZIP;q=0.5", ("gzip",)),
        (b"br;q=0, gzip;q=1.0", ("gzip",)),
        (b"*", ("br", "gzip")),
        (b"*;q=0", ()),
        (b"identity", ()),
        (b"br;q=nonsense", ()),
        (b"", ()),
    ],
)
def test_accepted_codings__takes_the_browser_at_its_word(accepted: bytes, codings: tuple[str, ...]) -> None:
    assert accepted_codings(accepted) == codings


@pytest.mark.parametrize("held", [b'"abc"', b'W/"abc"', b'"x", "abc"', b"*"])
def test_etag_matches__a_browser_that_holds_the_page_is_known(held: bytes) -> None:
    assert etag_matches(held, b'"abc"')


def test_etag_matches__a_browser_that_holds_another_page_is_not_known() -> None:
    assert not etag_matches(b'"abcd"', b'"abc"')


def test_build_page__shared_caches_are_told_what_the_page_depends_on() -> None:
    assert dict(page((b"vary", b"cookie, HX-Request"), gated=True).plain.headers)[b"vary"] == (
        b"cookie, HX-Request, Accept-Encoding"
    )
    assert dict(page(gated=True).plain.headers)[b"vary"] == b"Accept-Encoding, Cookie"
    assert dict(page().plain.headers)[b"vary"] == b"Accept-Encoding"
