"""The pages about oneself: everything at a glance, sign-ins, the name, the picture and the profile."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.kit import incoming
from masthead.kit.contributions import Part, Place, gather
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.contributions import ACCOUNT_PAGE, HEADER_PARTS, PROFILE_PAGE, STAFF_LINKS
from masthead.people.forms import AvatarForm, NameForm, ProfileForm
from masthead.people.models import Person, Role
from masthead.people.views.requests import person_of, private, safe_next

A_YEAR = 60 * 60 * 24 * 365


@private
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about oneself, gathered from all rooms."""
    person = permissions.ensure_signed_in(person_of(request))
    now = timezone.now()
    offered = [part for offer in gather(ACCOUNT_PAGE) if (part := offer(person, now)) is not None]
    context = {
        "person": person,
        "parts": [
            render_to_string(template, {"person": person, **part}, request) for template, part in offered
        ],
        "sign_ins": queries.sign_ins_of(person),
        "this_session": request.session.session_key,
        "passkeys": len(queries.passkeys_of(person)),
        "may_plan_address": permissions.has_role(person, Role.PUBLISHER),
        "may_use_desk": person.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "people/account.html", context)


@private
@login_required
@require_POST
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    person = permissions.ensure_signed_in(person_of(request))
    operations.end_other_sign_ins(
        person=person, keep_session_key=request.session.session_key or "", now=timezone.now()
    )
    return redirect("people:account")


@private
@login_required
@require_POST
def end_sign_in(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """Sign out there."""
    person = permissions.ensure_signed_in(person_of(request))
    operations.end_sign_in(person=person, sign_in_id=sign_in_id, now=timezone.now())
    return redirect("people:account")


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def display_name(request: HttpRequest) -> HttpResponse:
    """Choose the name others see."""
    person = permissions.ensure_signed_in(person_of(request))
    next_page = safe_next(request)
    if request.method != "POST":
        return _name_page(request, NameForm(initial={"name": person.display_name}), next_page)
    form = NameForm(incoming.form_fields(request))
    if not form.is_valid():
        return _name_page(request, form, next_page, status=422)
    try:
        operations.set_display_name(person=person, name=form.cleaned_data["name"], now=timezone.now())
    except Refusal as no:
        form.add_error("name", str(no))
        return _name_page(request, form, next_page, status=no.status)
    return redirect(next_page or "people:account")


@private
@require_safe
def desk_link(request: HttpRequest) -> HttpResponse:
    """A link to the desk, for an empty front page: 204 for whoever may not use the desk."""
    person = person_of(request)
    if person is None or not person.has_perm("wagtailadmin.access_admin"):
        return HttpResponse(status=204)
    return render(request, "people/_desk_link.html")


@private
@require_safe
def header_account(request: HttpRequest) -> HttpResponse:
    """The part of the header that is about the reader; nothing for a stranger."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    person = permissions.ensure_signed_in(person_of(request))
    context = {
        "person": person,
        "may_use_desk": person.has_perm("wagtailadmin.access_admin"),
        "staff_links": _rendered_parts(STAFF_LINKS, person, request),
        "parts": _rendered_parts(HEADER_PARTS, person, request),
    }
    return render(request, "people/_header_account.html", context)


def _rendered_parts(
    place: Place[Callable[[Person], Part | None]], person: Person, request: HttpRequest
) -> list[str]:
    offered = [part for offer in gather(place) if (part := offer(person)) is not None]
    return [render_to_string(template, context, request) for template, context in offered]


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    """Edit one's public profile."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        return _profile_page(request)
    form = ProfileForm(incoming.form_fields(request))
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    try:
        operations.update_profile(
            person=person,
            about=form.cleaned_data["about"],
            link=form.cleaned_data["link"],
            shows_member_since=form.cleaned_data["shows_member_since"],
            now=timezone.now(),
        )
    except Refusal as no:
        form.add_error("link", str(no))
        return _profile_page(request, form, status=no.status)
    messages.success(request, _("Your profile is saved."))
    return redirect("people:edit_profile")


@private
@login_required
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """Set or remove one's avatar."""
    person = permissions.ensure_signed_in(person_of(request))
    if "remove" in incoming.form(request):
        operations.remove_avatar(person=person, now=timezone.now())
        return redirect("people:edit_profile")
    form = AvatarForm(incoming.form_fields(request), incoming.files(request))
    if not form.is_valid():
        return _profile_page(request, avatar_form=form, status=422)
    try:
        operations.set_avatar(person=person, upload=form.cleaned_data["picture"].read(), now=timezone.now())
    except Refusal as no:
        form.add_error("picture", str(no))
        return _profile_page(request, avatar_form=form, status=no.status)
    return redirect("people:edit_profile")


@private
@require_safe
def public_profile(request: HttpRequest, person_id: int) -> HttpResponse:
    """A reader's public profile, with those of their comments that the viewer may read."""
    shown, viewer, now = queries.person_with_profile(person_id), person_of(request), timezone.now()
    offered = [
        part
        for offer in gather(PROFILE_PAGE)
        if (part := offer(shown, viewer, incoming.query(request).token("before"), now)) is not None
    ]
    parts = [
        render_to_string(template, {"reader": shown, **context}, request) for template, context in offered
    ]
    context = {"reader": shown, "parts": parts, "is_mine": viewer is not None and viewer.pk == shown.pk}
    return render(request, "people/public_profile.html", context)


@cache_control(public=True, max_age=A_YEAR, immutable=True)
@require_safe
def avatar_file(request: HttpRequest, key: str, size: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """An avatar's file; every new avatar has a new address."""
    found = queries.avatar_by_key(key)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.small if size == "small" else found.large), content_type="image/webp")


def _profile_page(
    request: HttpRequest, form: Form | None = None, *, avatar_form: Form | None = None, status: int = 200
) -> HttpResponse:
    person = permissions.ensure_signed_in(person_of(request))
    told = {"about": person.about, "link": person.link, "shows_member_since": person.shows_member_since}
    context = {
        "person": person,
        "form": form or ProfileForm(initial=told),
        "avatar_form": avatar_form or AvatarForm(),
    }
    return render(request, "people/edit_profile.html", context, status=status)


def _name_page(request: HttpRequest, form: Form, next_page: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "next_page": next_page, "person": person_of(request)}
    return render(request, "people/display_name.html", context, status=status)
