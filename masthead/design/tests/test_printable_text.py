"""Answers in words lose what no page can hold; answers in bytes keep every byte."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from masthead.design.printable_text import PrintableTextMiddleware


def printed(response: HttpResponse) -> HttpResponse:
    return PrintableTextMiddleware(lambda _: response)(RequestFactory().get("/"))


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "application/rss+xml", "text/xml"]
)
def test_printable_text__prints_nothing_that_no_page_can_hold(kind: str) -> None:
    response = printed(HttpResponse("Soft\x0bbreak", content_type=kind))
    assert response.content == b"Soft break"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"\x00\x01\x0b", {"Content-Type": "image/webp"}),
        (gzip.compress(b"Soft\x0bbreak", mtime=0), {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
        (b"\x01\x02", {"Content-Type": "application/json", "Content-Encoding": "zstd"}),
    ],
)
def test_printable_text__keeps_every_byte_of_what_is_packed_or_no_text(
    body: bytes, headers: dict[str, str]
) -> None:
    assert printed(HttpResponse(body, headers=headers)).content == body
