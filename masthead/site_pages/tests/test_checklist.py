"""The checklist ticks itself off from what is really there."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from masthead.memberships.models import Plan
from masthead.notices import operations as notices
from masthead.notices.models import Delivery
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import FrontPage
from masthead.site_pages import operations, queries
from masthead.site_pages.models import SitePage


def done() -> set[str]:
    return {step.key for step in queries.checklist() if step.done}


def test_checklist__a_new_publication_has_nearly_everything_before_it(
    standing: dict[str, SitePage], settings: Any
) -> None:
    publishing.update_publication(name="The Lighterman", tagline="")
    settings.PAYMENT_PROVIDER = settings.EMAIL_URL = "none"
    assert done() == {"guidelines"}


def test_checklist__each_mark_appears_with_the_thing_itself(
    standing: dict[str, SitePage], pia: Person, noon: datetime, settings: Any
) -> None:
    assert "name" in done()
    assert not {"section", "author", "piece", "gate", "plan", "mail", "imprint"} & done()
    harbour = publishing.ensure_section(title="Harbour")
    assert "section" in done()
    marit = publishing.add_author(name="Marit Oyelaran")
    assert "author" in done()
    body: list[tuple[str, Any]] = [("text", "<p>Open.</p>"), ("text", "<p>Hidden.</p>")]
    draft = publishing.write_article(section=harbour, headline="One", authors=[marit], body=body)
    assert "piece" not in done()
    publishing.publish_article(article=draft)
    assert {"piece"} == {"piece", "gate"} & done()
    gated = publishing.write_article(
        section=harbour, headline="Two", authors=[marit], body=[body[0], ("gate", None), body[1]]
    )
    publishing.publish_article(article=gated)
    assert "gate" in done()
    Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, currency="EUR", interval="month")
    assert "plan" in done()
    operations.send_test_mail(by=pia, now=noon)
    assert "mail" not in done()
    notices.deliver(delivery_id=Delivery.objects.get().pk, now=noon)
    assert "mail" in done()
    settings.PAYMENT_PROVIDER = "none"
    assert "payments" not in done()


def test_checklist__a_page_with_blanks_is_not_done_even_if_published(standing: dict[str, SitePage]) -> None:
    page = standing["imprint"]
    page.save_revision().publish()
    (step,) = (step for step in queries.checklist() if step.key == "imprint")
    assert not step.done
    assert "[Name of the publisher or company]" in step.sentence
    page.body = "<p>The Lighterman, Quay 4, Holm</p>"
    page.save_revision().publish()
    assert "imprint" in done()


def test_checklist__a_filled_draft_is_to_be_published(standing: dict[str, SitePage]) -> None:
    page = standing["privacy"]
    page.body = "<p>We keep little.</p>"
    page.save()
    (step,) = (step for step in queries.checklist() if step.key == "privacy")
    assert not step.done
    assert "publish it" in step.sentence


@pytest.mark.parametrize(("who", "sees"), [("pia", True), ("ed", True), ("ada", False)])
def test_checklist__publishers_and_editors_find_it_on_the_desk(
    client: Client, standing: dict[str, SitePage], who: str, sees: bool, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    home = client.get("/desk/").content.decode()
    assert ("Before you open" in home) is sees
    assert client.get("/desk/checklist/").status_code == (200 if sees else 403)


def test_checklist__every_step_leads_somewhere(
    client: Client, standing: dict[str, SitePage], pia: Person
) -> None:
    publishing.ensure_section(title="Harbour")
    client.force_login(pia)
    for step in queries.checklist():
        if step.address:
            assert client.get(step.address, follow=True).status_code == 200, step.key


def test_checklist__steps_that_cannot_be_taken_yet_have_no_address(front: FrontPage) -> None:
    assert {step.key for step in queries.checklist() if not step.address} == {
        "piece",
        "gate",
        "payments",
        "mail",
    }
