"""The pages about oneself: everything at a glance, sign-ins, the name, the picture and the profile."""

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

from masthead.kit.contributions import gather
from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries
from masthead.people.forms import FaceForm, NameForm, ProfileForm
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
    offered = [part for offer in gather("account_page") if (part := offer(person, now)) is not None]
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
    operations.end_other_sign_ins(person=person, keep=request.session.session_key or "", now=timezone.now())
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
def name(request: HttpRequest) -> HttpResponse:
    """Choose the name others see."""
    person = permissions.ensure_signed_in(person_of(request))
    next_page = safe_next(request)
    if request.method != "POST":
        return _name_page(request, NameForm(initial={"name": person.display_name}), next_page)
    form = NameForm(request.POST)
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
def way_to_desk(request: HttpRequest) -> HttpResponse:
    """For a page that has nothing to show yet: the way to the desk for whoever may use it, else nothing."""
    person = person_of(request)
    if person is None or not person.has_perm("wagtailadmin.access_admin"):
        return HttpResponse(status=204)
    return render(request, "people/_way_to_desk.html")


@private
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The part of the header that is about the reader; nothing for a stranger."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    person = permissions.ensure_signed_in(person_of(request))
    context = {
        "person": person,
        "desk": person.has_perm("wagtailadmin.access_admin"),
        "ways": _drawn("staff_ways", person, request),
        "parts": _drawn("you", person, request),
    }
    return render(request, "people/_me.html", context)


def _drawn(place: str, person: Person, request: HttpRequest) -> list[str]:
    offered = [part for offer in gather(place) if (part := offer(person)) is not None]
    return [render_to_string(template, context, request) for template, context in offered]


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What others may know of oneself."""
    person = permissions.ensure_signed_in(person_of(request))
    if request.method != "POST":
        told = {"about": person.about, "link": person.link, "tells_since": person.tells_since}
        return _profile_page(request, ProfileForm(initial=told))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    try:
        operations.tell_about(person=person, **form.cleaned_data, now=timezone.now())
    except Refusal as no:
        form.add_error("link", str(no))
        return _profile_page(request, form, status=no.status)
    messages.success(request, _("Your profile says so now."))
    return redirect("people:profile")


@private
@login_required
@require_POST
def face(request: HttpRequest) -> HttpResponse:
    """Put another picture beside one's name, or none."""
    person = permissions.ensure_signed_in(person_of(request))
    if "remove" in request.POST:
        operations.hide_face(person=person, now=timezone.now())
        return redirect("people:profile")
    form = FaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _profile_page(request, face_form=form, status=422)
    try:
        operations.show_face(person=person, upload=form.cleaned_data["picture"].read(), now=timezone.now())
    except Refusal as no:
        form.add_error("picture", str(no))
        return _profile_page(request, face_form=form, status=no.status)
    return redirect("people:profile")


@private
@require_safe
def reader(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody tells of themselves, and what of their writing the one who looks may read."""
    shown, viewer, now = queries.reader(person_id), person_of(request), timezone.now()
    offered = [
        part
        for offer in gather("profile_page")
        if (part := offer(shown, viewer, request.GET.get("before", ""), now)) is not None
    ]
    parts = [
        render_to_string(template, {"reader": shown, **context}, request) for template, context in offered
    ]
    context = {"reader": shown, "parts": parts, "is_mine": viewer is not None and viewer.pk == shown.pk}
    return render(request, "people/reader.html", context)


@cache_control(public=True, max_age=A_YEAR, immutable=True)
@require_safe
def face_file(request: HttpRequest, key: str, size: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A picture as we drew it; another one has another address."""
    found = queries.face_called(key)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.small if size == "small" else found.large), content_type="image/webp")


def _profile_page(
    request: HttpRequest, form: Form | None = None, *, face_form: Form | None = None, status: int = 200
) -> HttpResponse:
    person = permissions.ensure_signed_in(person_of(request))
    told = {"about": person.about, "link": person.link, "tells_since": person.tells_since}
    context = {
        "person": person,
        "form": form or ProfileForm(initial=told),
        "face_form": face_form or FaceForm(),
    }
    return render(request, "people/profile.html", context, status=status)


def _name_page(request: HttpRequest, form: Form, next_page: str, status: int = 200) -> HttpResponse:
    return render(request, "people/name.html", {"form": form, "next_page": next_page}, status=status)
