"""The webhook endpoint, and the two pages by which a reader returns from the provider."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from masthead.kit import incoming
from masthead.payments import operations, queries
from masthead.payments.models import Checkout
from masthead.payments.providers import provider
from masthead.people.permissions import ensure_signed_in

MAX_WEBHOOK_BYTES = 256 * 1024


@csrf_exempt  # a provider has no form; its signature is checked instead
@require_POST
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """Verify and store a webhook and answer at once; a job processes it."""
    if not queries.hears(name):
        raise Http404
    body, now = incoming.body(request, most=MAX_WEBHOOK_BYTES), timezone.now()
    message = provider(name).parse_webhook(body, incoming.headers(request).as_sent, now=now)
    operations.record_webhook(provider_name=name, message=message, body=body, now=now)
    return HttpResponse(status=202)


@require_safe
@never_cache
@login_required
def checkout_returned(request: HttpRequest, token: str) -> HttpResponse:
    """From the hosted page to the page that says thank you."""
    return HttpResponseRedirect(_own_checkout(request, token).success_path)


@require_safe
@never_cache
@login_required
def checkout_cancelled(request: HttpRequest, token: str) -> HttpResponse:
    """From the hosted page, without paying, to where the reader was."""
    return HttpResponseRedirect(_own_checkout(request, token).cancel_path)


def _own_checkout(request: HttpRequest, token: str) -> Checkout:
    checkout = queries.checkout_of(person_id=ensure_signed_in(request.user).pk, token=token)
    if checkout is None:
        raise Http404
    return checkout
