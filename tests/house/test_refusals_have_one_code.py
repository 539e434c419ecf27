"""One code names one refusal: what a row keeps of it says later what it said then."""

import importlib
from collections import Counter
from collections.abc import Iterator

from masthead.kit.refusals import Refusal, sentence_of
from tests.house.rooms import PACKAGE, ROOMS, modules


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every refusal of every room, those of tests apart."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("masthead.") and ".tests." not in kind.__module__:
            yield kind
        yield from refusals(kind)


def test_refusals__no_code_is_declared_twice() -> None:
    for room in ROOMS:
        for path in modules(room):
            if "(Refusal)" in path.read_text():
                importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    declared = [kind for kind in refusals() if "code" in vars(kind)]
    assert len(declared) > 100
    times = Counter(kind.code for kind in declared)
    twice = {f"{kind.code}: {kind.__module__}.{kind.__name__}" for kind in declared if times[kind.code] > 1}
    assert twice == set()


def test_refusals__who_says_a_sentence_of_its_own_has_a_code_of_its_own() -> None:
    borrowed = {kind for kind in refusals() if "sentence" in vars(kind) and "code" not in vars(kind)}
    assert borrowed == set()


def test_sentence_of__says_what_each_refusal_says() -> None:
    plain = [kind for kind in refusals() if "code" in vars(kind) and "%(" not in str(kind.sentence)]
    assert len(plain) > 80
    for kind in plain:
        assert sentence_of(kind.code) == str(kind.sentence), kind
