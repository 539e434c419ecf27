"""`python -m bench.grow_thread`: a discussion of any size in the database that the environment names."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masthead.discussion.models import Thread


def main(arguments: Sequence[str]) -> None:
    """Grow the thread and say where it stands; leave with a sentence where that cannot be."""
    options = _options(arguments)
    from django.conf import settings
    from django.utils import timezone

    from bench import comment_generator
    from masthead.kit.refusals import Refusal

    if settings.MASTHEAD_MODE == "production":
        sys.exit("This is a live publication: invented comments do not belong in it.")
    if options.comments < 1:
        sys.exit("--comments must be 1 or more.")
    now, began = timezone.now(), time.monotonic()
    thread = _thread(options.thread, now)
    authors = comment_generator.authors_for_growth(thread=thread, number=comment_generator.AUTHORS, now=now)
    try:
        written = comment_generator.generate_comments(
            thread=thread, authors=authors, count=options.comments, seed=options.seed, now=now
        )
    except Refusal as no:
        sys.exit(str(no))
    seconds = time.monotonic() - began
    print(f"{written:,} comments in {seconds:.0f} s: {settings.SITE_URL}{thread.get_absolute_url()}")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.grow_thread",
        description="Write many comments into one thread, as if each had been posted and voted on.",
    )
    parser.add_argument(
        "--comments", type=int, default=100_000, help="how many comments to add (default: 100000)"
    )
    parser.add_argument(
        "--thread",
        default="",
        metavar="KEY",
        help="the thread's key; without it a thread of its own is opened",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed grows the same discussion (default: 1)"
    )
    return parser.parse_args(arguments)


def _thread(key: str, now: datetime) -> "Thread":
    from masthead.discussion import operations, queries

    if not key:
        return operations.open_thread(key="grown", address="/", title="A long discussion", now=now)
    thread = queries.thread_by_key(key)
    if thread is None:
        sys.exit(f"There is no thread with the key {key!r}. An article's is article:<number>.")
    return thread


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")
    django.setup()
    main(sys.argv[1:])
