"""The trial site: small pages that do what the door must bear, and say what reached Django."""

import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from masthead.frontdoor import operations
from masthead.frontdoor.models import Invalidation
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource
from masthead.paywall import gate
from masthead.paywall.decide import Level, Piece
from masthead.people import operations as people
from masthead.people.models import Person
from masthead.publishing.dependencies import Article, ArticleLists, Section

SECRET = "THE-SECRET-OF-THE-PIECE"


@csrf_exempt
def echo(request: HttpRequest) -> JsonResponse:
    """What Django sees of a request."""
    return JsonResponse(
        {
            "meta": {name: value for name, value in request.META.items() if isinstance(value, str)},
            "cookies": request.COOKIES,
            "path": request.path,
            "query": request.GET.dict(),
            "length": len(request.body),
            "digest": hashlib.sha256(request.body).hexdigest(),
            "secure": request.is_secure(),
        }
    )


BUSY: list[str] = []


def busy(request: HttpRequest) -> JsonResponse:
    """What the server is doing at this moment, half a body included."""
    door = import_string(settings.ASGI_APPLICATION)
    return JsonResponse({"inside": list(BUSY), "arriving": door.bodies.arriving})


def slow(request: HttpRequest) -> HttpResponse:
    BUSY.append("slow")
    time.sleep(float(request.GET["seconds"]))
    return HttpResponse("at last")


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    BUSY.append("write")
    time.sleep(float(request.GET.get("seconds", "0")))
    with transaction.atomic():
        Invalidation.objects.create(dependency=request.body.decode(), changed_at=timezone.now())
    return HttpResponse("written", status=201)


def written(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"tags": list(Invalidation.objects.values_list("dependency", flat=True))})


def large(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        for number in range(int(request.GET["pieces"])):
            yield bytes([number % 256]) * 65_536

    return StreamingHttpResponse(pieces(), content_type="application/octet-stream")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as planned")


def shared(request: HttpRequest, name: str) -> HttpResponse:
    response = HttpResponse(f"<p>{name}, built at {timezone.now().isoformat()} " + "x" * 500)
    response["Cache-Control"] = "public, no-cache"
    response["Masthead-Cache-Variant"] = "shared"
    response["Masthead-Dependencies"] = f"section:{name} article-lists:*"
    return response


def piece(request: HttpRequest, number: int, level: str, metered: int) -> HttpResponse:
    now = timezone.now()
    what = Piece(id=number, level=Level(level), metered=bool(metered))
    decision = gate.decision_for(request, what, now=now)
    text = SECRET if decision.may_read else "the teaser only"
    response = HttpResponse(f"<p>{text}, built at {now.isoformat()} " + "y" * 500)
    gate.record_reading(request, response, what, decision, now=now)
    gate.set_cache_headers(response, what, decision)
    response["Masthead-Cache-Variant"] = decision.variant
    response["Masthead-Dependencies"] = f"article:{number}"
    response["Masthead-Piece"] = f"{number} {level} {metered}"
    return response


@csrf_exempt
def drop(request: HttpRequest, tag: str) -> HttpResponse:
    kind, _, which = tag.partition("-")
    changed = {"page": Section(which), "piece": Article(which), "front": ArticleLists()}[kind]
    with transaction.atomic():
        operations.invalidate([changed], now=timezone.now())
    return HttpResponse("dropped")


@csrf_exempt
def join(request: HttpRequest) -> HttpResponse:
    """Sign in as a new member."""
    now = timezone.now()
    person = people.register_person(email=request.GET["email"], now=now)
    memberships.grant(
        person=person,
        source=EntitlementSource.COMPLIMENTARY,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
        reference=f"trial-{person.pk}",
        now=now,
    )
    login(request, Person.objects.get(pk=person.pk))
    return HttpResponse(str(person.pk))


@csrf_exempt
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the membership away."""
    now = timezone.now()
    person = Person.objects.get(pk=person_id)
    memberships.revoke(person=person, grant_reference=f"trial-{person.pk}", reason="trial", by=None, now=now)
    return HttpResponse("revoked")


urlpatterns = [
    path("echo/", echo),
    path("busy/", busy),
    path("slow/", slow),
    path("write/", write),
    path("written/", written),
    path("large/", large),
    path("broken/", broken),
    path("shared/<str:name>/", shared),
    path("piece/<int:number>/<str:level>/<int:metered>/", piece),
    path("drop/<str:tag>/", drop),
    path("join/", join),
    path("leave/<int:person_id>/", leave),
]
