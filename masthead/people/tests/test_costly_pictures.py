"""A small file that asks for a great deal of work is refused when its budget is spent."""

import io
from datetime import datetime

import pytest
from PIL import Image

from masthead.kit.bounded_work import Budget
from masthead.kit.pictures import PictureRefused
from masthead.people import operations
from masthead.people.models import Avatar, Person
from masthead.people.operations import profiles

pytestmark = pytest.mark.django_db


def many_passes(times: int) -> bytes:
    """A progressive JPEG that has its second scan, of some sixty bytes, that many times over."""
    made = io.BytesIO()
    Image.new("RGB", (4900, 4900), "white").save(made, "JPEG", progressive=True, quality=50)
    whole = made.getvalue()
    starts = [at for at in range(len(whole) - 1) if whole[at : at + 2] == b"\xff\xda"]
    return whole[:-2] + whole[starts[1] : starts[2]] * times + whole[-2:]


def test_render_avatar__a_picture_of_very_many_passes_is_refused_before_it_is_drawn(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty thousand, which fit in one upload, each would be three milliseconds of work."""
    small = Budget(cpu_seconds=0, clock_seconds=15.0, memory_bytes=profiles.DRAWING_BUDGET.memory_bytes)
    monkeypatch.setattr(profiles, "DRAWING_BUDGET", small)
    with pytest.raises(PictureRefused):
        operations.set_avatar(person=rita, upload=many_passes(20_000), now=noon)
    assert not Avatar.objects.exists()


def test_render_avatar__a_large_honest_picture_is_drawn_within_its_budget(
    rita: Person, noon: datetime
) -> None:
    avatar = operations.set_avatar(person=rita, upload=many_passes(1), now=noon)
    assert bytes(avatar.small)[8:12] == b"WEBP"
