"""The pages for joining, for the state of a membership, and for cancelling."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.kit import incoming
from masthead.kit.contributions import Part
from masthead.memberships import operations, queries
from masthead.memberships.errors import PlanIsNotOffered
from masthead.payments import operations as payments
from masthead.payments import queries as payments_queries
from masthead.payments.errors import AlreadySubscribed
from masthead.payments.models import Subscription
from masthead.people.models import Person, Role
from masthead.people.permissions import ensure_signed_in, has_role

MAX_RETURN_LENGTH = 1600  # a checkout keeps it, escaped, behind the address of the page of welcome


@require_safe
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """The plans we offer. A plan chosen at the gate arrives as `?plan=` and is led on to its own page."""
    return_to = _return_to(request)
    chosen = queries.offered_plan(incoming.query(request).name("plan"))
    if chosen is not None:
        return HttpResponseRedirect(_with_next(reverse("memberships:plan", args=[chosen.slug]), return_to))
    context = {
        "plans": queries.offered_plans(),
        "return_to": return_to,
        "left": "left" in incoming.query(request),
        "subscription": _barring_subscription_of(request),
    }
    return render(request, "memberships/join.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen plan and the way to the payment page. The price is the plan's, never the form's."""
    return_to = _return_to(request)
    chosen = queries.offered_plan(slug)
    if chosen is None:
        raise PlanIsNotOffered
    if _barring_subscription_of(request) is not None:
        return _already_member(request, return_to)
    if request.method != "POST":
        return render(request, "memberships/plan.html", {"plan": chosen, "return_to": return_to})
    person = ensure_signed_in(request.user)
    try:
        checkout = operations.start_membership_checkout(
            person=person, slug=slug, return_to=return_to, now=timezone.now()
        )
    except AlreadySubscribed:
        return _already_member(request, return_to)
    return HttpResponseRedirect(checkout.hosted_url, status=303)


@require_safe
@never_cache
@login_required
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page after payment. It asks the provider itself whether the payment succeeded."""
    person = ensure_signed_in(request.user)
    checkout = payments_queries.checkout_of(person_id=person.pk, token=token)
    if checkout is None:
        raise Http404
    checkout = payments.reconcile_checkout(checkout=checkout, now=timezone.now())
    context = {"checkout": checkout, "return_to": _return_to(request)}
    return render(request, "memberships/welcome.html", context)


@require_safe
@never_cache
@login_required
def membership(request: HttpRequest) -> HttpResponse:
    """What this reader has, what was paid, and how to leave."""
    person = ensure_signed_in(request.user)
    context = _membership_status(person, timezone.now()) | {
        "receipts": payments_queries.receipts_of(person.pk)
    }
    return render(request, "memberships/membership.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    """Confirm the cancellation."""
    person = ensure_signed_in(request.user)
    if request.method != "POST":
        subscription = _subscription_of(request)
        if subscription is None or not subscription.renews:
            return redirect("memberships:membership")
        return render(request, "memberships/cancel.html", {"subscription": subscription})
    subscription = operations.cancel_membership(person=person, now=timezone.now())
    day = date_format(localtime(subscription.period_end), "DATE_FORMAT")
    sentence = _(
        "Your membership is cancelled. You keep everything until %(day)s, and nothing more will be charged."
    )
    messages.success(request, sentence % {"day": day})
    return redirect("memberships:membership")


@require_POST
@never_cache
@login_required
def manage_payment(request: HttpRequest) -> HttpResponse:
    """To the provider's page on which card and address are changed."""
    person = ensure_signed_in(request.user)
    return HttpResponseRedirect(operations.payment_page(person=person, now=timezone.now()), status=303)


@require_POST
@never_cache
@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """Resume a cancelled membership."""
    subscription = operations.resume_membership(person=ensure_signed_in(request.user), now=timezone.now())
    day = date_format(localtime(subscription.period_end), "DATE_FORMAT")
    messages.success(
        request, _("Good to have you: your membership goes on and renews on %(day)s.") % {"day": day}
    )
    return redirect("memberships:membership")


@require_POST
@never_cache
def compare_money(request: HttpRequest) -> HttpResponse:
    """In the desk: everything at the provider is compared with our rows, in a job."""
    person = ensure_signed_in(request.user)
    if not has_role(person, Role.PUBLISHER):
        raise PermissionDenied
    payments.request_reconciliation(by=person, now=timezone.now())
    messages.success(
        request, _("Everything is being compared. The numbers on this page are new in a minute.")
    )
    return redirect("wagtailadmin_home")


def account_part(person: Person, now: datetime) -> Part | None:
    """What the account page says about the membership."""
    return "memberships/_account_part.html", _membership_status(person, now)


def account_deletion_part(person: Person, now: datetime) -> Part | None:
    """What deleting the account does to the membership of somebody who has one."""
    status = _membership_status(person, now)
    if not status["access"].is_member:
        return None
    return "memberships/_account_deletion_part.html", status


def profile_part(
    reader: Person,
    viewer: Person | None,  # noqa: ARG001 - the shape of every part
    before: str,
    now: datetime,
) -> Part | None:
    """Since when somebody is a member, if they chose to show it."""
    if not reader.shows_member_since or before or not queries.is_member(reader, now):
        return None
    return "memberships/_profile_part.html", {"since": queries.member_since(reader)}


def _return_to(request: HttpRequest) -> str:
    return incoming.query(request).own_path("next", most=MAX_RETURN_LENGTH)


def _membership_status(person: Person, now: datetime) -> dict[str, Any]:
    access = queries.access_at(person_id=person.pk, now=now)
    subscription = payments_queries.live_subscription_of(person.pk, now)
    return {
        "access": access,
        "paid_until": payments_queries.paid_until(subscription) if subscription else None,
        "ended_at": None if access.is_member else queries.access_ended_at(person_id=person.pk, now=now),
        "subscription": subscription,
        "owed": payments_queries.owed_invoice(subscription) if subscription else None,
        "has_paid": payments_queries.has_paid(person.pk),
    }


def _subscription_of(request: HttpRequest) -> Subscription | None:
    return payments_queries.live_subscription_of(request.user.pk, timezone.now()) if request.user.pk else None


def _barring_subscription_of(request: HttpRequest) -> Subscription | None:
    return payments_queries.subscription_barring(request.user.pk, timezone.now()) if request.user.pk else None


def _already_member(request: HttpRequest, return_to: str) -> HttpResponse:
    context = {"sentence": str(AlreadySubscribed()), "return_to": return_to}
    return render(request, "memberships/already_member.html", context, status=AlreadySubscribed.status)


def _with_next(path: str, return_to: str) -> str:
    return f"{path}?{urlencode({'next': return_to})}" if return_to else path
