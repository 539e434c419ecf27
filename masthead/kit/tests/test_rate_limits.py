"""Rate limits: a bucket of tokens per name and person."""

from datetime import UTC, datetime, timedelta

import pytest

from masthead.kit import rate_limits
from masthead.kit.models import RateLimitBucket
from masthead.kit.tests.stores import process

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def spend(now: datetime = NOON, who: str = "stan") -> None:
    rate_limits.consume(
        name="sign-in", who=rate_limits.by_network(who), capacity=3, refill_seconds=300, now=now
    )


@pytest.mark.django_db
def test_consume__the_fourth_of_three_is_refused_with_the_time_to_wait() -> None:
    for _ in range(3):
        spend()
    with pytest.raises(rate_limits.RateLimitExceeded) as refusal:
        spend()
    assert refusal.value.status == 429
    assert refusal.value.facts["seconds"] == 100
    assert str(refusal.value) == "That was a lot in a short time. Please try again in 2 minutes."


@pytest.mark.django_db
def test_consume__after_the_wait_that_was_named_exactly_one_more_is_let_through() -> None:
    for _ in range(3):
        spend()
    later = NOON + timedelta(seconds=100)
    spend(later)
    with pytest.raises(rate_limits.RateLimitExceeded):
        spend(later)


@pytest.mark.django_db
def test_consume__one_person_does_not_use_up_another_ones_bucket_and_no_address_is_kept() -> None:
    for _ in range(3):
        spend(who="stan@example.org")
    spend(who="rita@example.org")
    assert not RateLimitBucket.objects.filter(who__contains="example").exists()


@pytest.mark.django_db
def test_delete_full_buckets__a_full_one_goes_and_an_empty_one_stays() -> None:
    spend(who="rita")
    spend(NOON + timedelta(hours=1), who="stan")
    rate_limits.delete_full_buckets(now=NOON + timedelta(hours=1))
    assert RateLimitBucket.objects.count() == 1


SPENDER = """
import sys
from datetime import UTC, datetime
from masthead.kit import rate_limits
print("ready", flush=True)
sys.stdin.readline()
let_through, noon = 0, datetime(2026, 3, 2, 12, tzinfo=UTC)
for _ in range(15):
    try:
        both = rate_limits.by_network("both")
        rate_limits.consume(name="race", who=both, capacity=20, refill_seconds=86400, now=noon)
    except rate_limits.RateLimitExceeded:
        continue
    let_through += 1
print(let_through, flush=True)
"""


def test_consume__two_processes_together_get_no_more_than_the_bucket_holds(store: str) -> None:
    with process(SPENDER, database=store) as one, process(SPENDER, database=store) as other:
        both = (one, other)
        for child in both:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
        counts = [child.communicate("go\n")[0] for child in both]
    assert sum(map(int, counts)) == 20
