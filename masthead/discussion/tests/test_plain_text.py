"""What an e-mail says of a comment: its words, without the marks of how it was typed."""

import pytest

from masthead.discussion.markdown import render_markdown
from masthead.discussion.plain_text import plain_text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("He said *no*, and **meant** it", "He said no, and meant it"),
        ("__Stress__ and `code * 2`", "Stress and code * 2"),
        ("2 \\* 3 = 6", "2 * 3 = 6"),
        ("One\ntwo", "One\ntwo"),
        ("One\n\ntwo & <three>", "One\n\ntwo & <three>"),
        ("> a *b*\n> c\n\nd", "> a b\n> c\n\nd"),
        ("> > deep\n\nd", "> > deep\n\nd"),
        ("- one\n- *two*", "– one\n– two"),
        ("1. one\n\n2. two", "– one\n\n– two"),
        ("[the list](https://a.example/x) of ships", "the list (https://a.example/x) of ships"),
        ("see https://a.example/x.", "see https://a.example/x."),
        ("```\na * b\n  c\n```", "a * b\n  c"),
    ],
)
def test_plain_text__says_what_the_page_says(typed: str, said: str) -> None:
    assert plain_text(render_markdown(typed)) == said
