"""A refusal that no view caught becomes a page with its sentence, or a fragment for htmx."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from pytest_django.fixtures import Settings

from masthead.design.content_security_policy import ContentSecurityPolicyMiddleware
from masthead.design.middleware import RefusalMiddleware
from masthead.kit.refusals import Refusal


class ThreadIsClosed(Refusal):
    code = "thread-is-closed"
    status = 403
    sentence = "Nobody can write here <any> more."


class NotSignedIn(Refusal):
    code = "sign-in-first"
    status = 401
    sentence = "Please sign in first."


def answer(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, exception)


@pytest.fixture(autouse=True)
def _without_the_publication(settings: Settings) -> None:
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]


def test_refusal_page__has_the_status_and_the_sentence(rf: RequestFactory) -> None:
    response = answer(rf.get("/threads/1/"), ThreadIsClosed())
    assert response is not None
    assert response.status_code == 403
    page = response.content.decode()
    assert "Nobody can write here &lt;any&gt; more." in page
    assert "<html" in page
    assert "?next=" not in page


def test_refusal_page__to_htmx_is_a_fragment(rf: RequestFactory) -> None:
    response = answer(rf.post("/threads/1/", headers={"HX-Request": "true"}), ThreadIsClosed())
    assert response is not None
    assert response.status_code == 403
    assert "<html" not in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_refusal_page__who_must_sign_in_first_is_led_there_and_back(rf: RequestFactory) -> None:
    response = answer(rf.get("/account/"), NotSignedIn())
    assert response is not None
    assert response.status_code == 401
    assert "?next=/account/" in response.content.decode()


def test_refusal_middleware__what_is_not_a_refusal_fails_loudly(rf: RequestFactory) -> None:
    assert answer(rf.get("/"), ValueError("a bug")) is None


def test_content_security_policy__forbids_everything_inline_and_the_desk_has_its_own(
    rf: RequestFactory,
) -> None:
    give = ContentSecurityPolicyMiddleware(lambda _: HttpResponse())
    page, desk = give(rf.get("/")), give(rf.get("/desk/pages/"))
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "'unsafe-inline'" in desk["Content-Security-Policy"]
