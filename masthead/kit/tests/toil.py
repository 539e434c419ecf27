"""Work for a process of its own: what it can do wrong, each in a few lines. No Django, as there."""

import os
import time

from masthead.kit.fetching.errors import ResponseIsTooLarge


def double(number: int) -> int:
    print("what is printed is no answer")  # noqa: T201 - that is the trial
    return 2 * number


def environment() -> dict[str, str]:
    return dict(os.environ)


def niceness() -> int:
    return os.nice(0)


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def swell() -> int:
    return len(bytearray(512 * 1024 * 1024))


def break_down() -> None:
    raise KeyError("a stranger's word")


def die() -> None:
    os.abort()


def refuse_with_facts(most: int) -> None:
    raise ResponseIsTooLarge(most=most)
