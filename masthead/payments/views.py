"""The door for providers, and the two doors through which a reader comes back from one."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from masthead.payments import operations, queries
from masthead.payments.models import Checkout
from masthead.payments.providers import provider
from masthead.people.permissions import ensure_signed_in

LONGEST_MESSAGE = 256 * 1024


@csrf_exempt  # a provider has no form; its signature is checked instead
@require_POST
def messages(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what the provider says and answer at once; the work is done in the queue."""
    if name != settings.PAYMENT_PROVIDER:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_MESSAGE:
        return HttpResponse(status=413)
    now = timezone.now()
    message = provider(name).read_message(request.body, request.headers, now=now)
    operations.keep_message(provider_name=name, message=message, body=request.body, now=now)
    return HttpResponse(status=202)


@require_safe
@never_cache
@login_required
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """From the hosted page to the page that says thank you."""
    return HttpResponseRedirect(_own_checkout(request, token).success_path)


@require_safe
@never_cache
@login_required
def left(request: HttpRequest, token: str) -> HttpResponse:
    """From the hosted page, without paying, to where the reader was."""
    return HttpResponseRedirect(_own_checkout(request, token).cancel_path)


def _own_checkout(request: HttpRequest, token: str) -> Checkout:
    checkout = queries.checkout_of(person_id=ensure_signed_in(request.user).pk, token=token)
    if checkout is None:
        raise Http404
    return checkout
