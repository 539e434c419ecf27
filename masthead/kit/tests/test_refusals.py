"""A refusal that was stored says later what it said."""

import pytest

from masthead.kit.fetching.errors import HostIsNotPublic, ResponseIsTooLarge
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.kit.refusals import Refusal, sentence_of, stored


@pytest.mark.parametrize("no", [HostIsNotPublic(), ResponseIsTooLarge(most=3), RateLimitExceeded(seconds=7)])
def test_sentence_of__every_refusal_is_stored_and_said_again(no: Refusal) -> None:
    assert sentence_of(stored(no)) == str(no)


def test_sentence_of__what_is_no_stored_refusal_is_said_as_it_stands() -> None:
    assert sentence_of("Something of an older version.") == "Something of an older version."
