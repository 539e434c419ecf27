"""The publisher finds in the audit log who did what: by words, by what was done, by day."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import sign_in
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import SectionPage
from masthead.publishing.tests.conftest import publish, text


def test_audit_log_page__is_searched_and_narrowed(
    client: Client, harbour: SectionPage, ed: Person, pia: Person
) -> None:
    lamp, tide = (
        operations.write_article(section=harbour, headline=headline, body=[text("One.")], by=ed)
        for headline in ("The seventh lantern", "The tide tables")
    )
    operations.publish_article(article=lamp, by=ed)
    operations.publish_article(article=tide, by=pia)
    operations.unpublish_article(article=tide, by=pia)
    sign_in(client, pia)

    def lines(question: str) -> str:
        page = client.get(f"/desk/audit-log/{question}")
        assert page.status_code == 200
        return page.content.decode().partition('id="listing-results"')[2].partition("<script")[0]

    assert "The seventh lantern" in lines("?q=lantern")
    assert "The tide tables" not in lines("?q=lantern")
    assert "Pia Halloran" not in lines("?q=Farrow")
    taken_back = lines("?action=publishing.page.unpublish")
    assert "The tide tables" in taken_back
    assert "publishing.page.publish" not in taken_back
    assert "publishing.page" not in lines("?at_from=2020-01-01&at_to=2020-01-02")


def test_audit_log_page__costs_the_same_however_many_entries_it_has(
    client: Client, harbour: SectionPage, pia: Person
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/audit-log/")
        return len(captured)

    publish(harbour, headline="One")
    sign_in(client, pia).get("/desk/audit-log/")
    few = asked()
    for number in range(6):
        publish(harbour, headline=f"Piece {number}")
    assert asked() <= few
