"""The desk bears the publication's name and the look of the house, not the engine's."""

from django.test import Client

from conftest import sign_in
from masthead.people.models import Person


def test_desk__bears_the_publications_name(client: Client, ed: Person) -> None:
    html = sign_in(client, ed).get("/desk/").content.decode()
    assert 'class="desk-nameplate"' in html
    assert "design/css/desk.css" in html
    assert "editor guide" not in html
