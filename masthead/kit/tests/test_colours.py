"""Contrast as the guidelines count it."""

import pytest

from masthead.kit.colours import contrast, mix, readable_on


def test_contrast__of_black_on_white_is_twenty_one_and_of_a_colour_on_itself_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#a62b1f", "#a62b1f") == pytest.approx(1)


def test_contrast__of_a_known_pair() -> None:
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_mix__between_two_colours_lie_others() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#a62b1f", "#ffffff", 0) == "#a62b1f"


def test_readable_on__words_on_a_ground_are_white_or_black() -> None:
    assert readable_on("#a62b1f") == "#ffffff"
    assert readable_on("#e0745f") == "#000000"
