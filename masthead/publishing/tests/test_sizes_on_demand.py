"""A size that no page of ours shows is drawn when the desk first asks for it."""

import pytest
from django.test import Client
from wagtail.images.models import Filter

from conftest import sign_in
from masthead.kit.transactions import is_open
from masthead.people.models import Person
from masthead.publishing.tests.pictures import picture

WIDE, SMALL = Filter(spec="max-800x600"), Filter(spec="max-97x97")


@pytest.mark.parametrize(
    "address",
    [
        "/desk/images/{}/",
        "/desk/images/",
        "/desk/images/chooser/chosen/{}/",
        "/desk/images/chooser/{}/select_format/",
    ],
)
def test_the_desk__shows_a_picture_in_sizes_that_were_not_drawn(
    client: Client, ed: Person, address: str
) -> None:
    shown = picture()
    assert not is_open()  # the transaction around a test does not count, so one of ours would be seen
    assert sign_in(client, ed).get(address.format(shown.pk)).status_code == 200


def test_create_rendition__draws_once_and_leaves_no_second_file(db: None) -> None:
    shown = picture()
    first = shown.create_rendition(WIDE)
    folder = first.file.name.rpartition("/")[0]
    before = first.file.storage.listdir(folder)[1]
    assert shown.create_rendition(WIDE) == first
    assert first.file.storage.listdir(folder)[1] == before


def test_create_renditions__draws_several_at_once(db: None) -> None:
    assert set(picture().create_renditions(WIDE, SMALL)) == {WIDE, SMALL}
