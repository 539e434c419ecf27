"""The desk's editor of pages: Wagtail's own, which saves drafts with faults and nothing without a change.

Whoever has typed something sends it by `w-autosave` (Wagtail's) and gets an answer in JSON; what our own
script adds to the request is read here, what it needs to say the state is added to the answer.
"""

import json
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Revision

from masthead.kit import incoming
from masthead.kit.desk_forms import TYPED, DraftForm, is_taken_out
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in
from masthead.publishing import operations, queries
from masthead.publishing.models import ViewServedPage

ASK = "ask"  # whether what was typed is in the newest draft; nothing is saved
MAX_TYPED_BY = 60
UNNAMED = "unnamed"  # a form that saves by itself and has not been given a name yet


@require_safe
def sign_in_state(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the token with which an open form can be sent again after a new sign-in."""
    return JsonResponse({"person": ensure_signed_in(request.user).pk, "token": get_token(request)})


class DraftEditView(EditView):
    """The editor of a page that is there."""

    form: DraftForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if incoming.form(request).choice(TYPED, [ASK]):
            return self._compare()
        self._look_again()  # Wagtail compares versions before anything is locked; `save_action` does so after
        return cast("HttpResponse", super().post(request, *args, **kwargs))

    def save_action(self) -> HttpResponse:
        with transaction.atomic():
            self.page.take_turn()
            ahead = self._look_again()
            if not self.expects_json_response:
                response: HttpResponse = super().save_action()
            elif ahead is not None and ahead <= 0:
                response = self._nothing_new()
            elif self.is_out_of_date:
                sentence = _("Somebody saved or published a newer version meanwhile.")
                return cast("HttpResponse", self.json_error_response("invalid_revision", sentence))
            elif self.latest_revision and not self.has_content_changes:
                response = self._nothing_new()
            else:
                response = super().save_action()
        return _with_faults(response, self.form)

    def form_invalid(self, form: DraftForm) -> HttpResponse:
        if not form.is_put_back:
            return cast("HttpResponse", super().form_invalid(form))
        return _shown_again(self)

    def _look_again(self) -> int | None:
        """Which revision is the newest now, and whether it may be written over.

        How far this form is ahead of it, or None where another wrote it.
        """
        self.latest_revision = newest = self.page.latest_revision
        for name in ("is_out_of_date", "latest_revision_created_at"):
            self.__dict__.pop(name, None)
        sent = incoming.form_fields(self.request).copy()
        typed_by = _note_sender(self)
        ahead = operations.continues(newest, typed_by=typed_by)
        if typed_by and _is_by_hand(newest) and "overwrite_revision_id" in sent:
            # What this form wrote was written over since, by hand, with later words.
            sent["overwrite_revision_id"] = "overtaken"
        if ahead is not None:  # its answer may not have reached the form: it goes on where it was
            sent["overwrite_revision_id"] = str(newest.pk)
        self.request.POST = sent
        by = cast("Person", self.request.user)
        if not self.is_out_of_date and not operations.may_overwrite(newest, page=self.page, by=by):
            sent.pop("overwrite_revision_id", None)
        return ahead

    def _nothing_new(self) -> HttpResponse:
        return JsonResponse(
            {
                "success": True,
                "pk": self.page.pk,
                "field_updates": {},
                "comments": self.form.serialize_comments(self.request.user),
            }
        )

    def _compare(self) -> HttpResponse:
        """Whether the newest draft says what was typed; nothing is saved."""
        form = self.form_class(
            incoming.form_fields(self.request),
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        form.defer_required_fields()
        same = form.is_valid() and not form.has_changed() and form.is_whole_in_draft
        return JsonResponse({"same": same, "url": self.get_edit_url()})


class DraftCreateView(CreateView):
    """The editor of a page that is not there yet."""

    form: DraftForm

    def post(self, request: HttpRequest) -> HttpResponse:
        identity = queries.identity_in(incoming.form(request).text("identity"))
        begun = queries.begun_piece(identity) if identity else None
        if incoming.form(request).choice(TYPED, [ASK]):
            return JsonResponse({"same": begun is not None and self._says_the_same(begun)})
        if identity is None:
            return self._answer(request)
        self.page.translation_key = identity
        typed_by = _note_sender(self)
        if begun is None:
            # The same form may come twice at once; where the other is first, even its address is taken.
            try:
                with transaction.atomic():
                    response = self._answer(request)
            except IntegrityError:
                begun = queries.begun_piece(identity)
                if begun is None:
                    raise
            else:
                begun = None if self.page.pk else queries.begun_piece(identity)
                if begun is None:
                    return response
        return self._in_place_of(begun, identity, typed_by=typed_by)

    def _in_place_of(self, begun: ViewServedPage, identity: UUID, *, typed_by: str) -> HttpResponse:
        """The same form once more: what it says now stands where it said something before."""
        request = self.request
        with transaction.atomic():
            newest = begun.get_latest_revision()
            ahead = operations.continues(newest, typed_by=typed_by)
            if ahead is not None and ahead <= 0:
                return JsonResponse({"success": True, "pk": begun.pk})
            if self._is_sent_again(begun):
                return redirect("wagtailadmin_pages:edit", begun.pk)
            # What was saved or submitted by hand is not put back by a sending that comes after it.
            is_late = typed_by and _is_by_hand(newest)
            by = ensure_signed_in(request.user)
            room = not is_late and operations.discard_begun_piece(identity=identity, by=by)
            if not room and self.expects_json_response:
                sentence = _("This piece was published or changed by somebody else meanwhile.")
                return cast("HttpResponse", self.json_error_response("invalid_revision", sentence))
            if not room:
                self.page.translation_key = queries.new_identity()
            response = self._answer(request)
            if self.page.pk is None:  # not taken: what was begun stays
                transaction.set_rollback(True)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        return _with_faults(super().post(request), self.form)

    def form_invalid(self, form: DraftForm) -> HttpResponse:
        if not form.is_put_back:
            return cast("HttpResponse", super().form_invalid(form))
        return _shown_again(self)

    def _is_sent_again(self, begun: ViewServedPage) -> bool:
        """Whether this is a second click: the piece is there, says this, and what was asked for was done."""
        if self.expects_json_response or begun.owner_id != self.request.user.pk:
            return False
        sent = incoming.form_fields(self.request)
        if "action-publish" in sent and not (begun.live or begun.approved_schedule):
            return False
        if "action-submit" in sent and not begun.workflow_in_progress:
            return False
        return self._says_the_same(begun)

    def _says_the_same(self, begun: ViewServedPage) -> bool:
        form = self.form_class(
            incoming.form_fields(self.request),
            instance=queries.newest_version_of(begun),
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=self.request.user,
        )
        form.defer_required_fields()
        rows = all(
            sum(1 for row in formset.forms if not is_taken_out(row))
            == len(getattr(form.instance, name).all())
            for name, formset in form.formsets.items()
            if form.is_valid()
        )
        return rows and form.is_valid() and not form.changed_data and form.is_whole_in_draft


def _note_sender(view: Any) -> str:
    """The name of the form that sent this by itself, kept with what is saved; empty where a hand did."""
    if not view.expects_json_response:
        view.page.typed_by = ""
        return ""
    typed_by = incoming.form(view.request).text("typed_by", most=MAX_TYPED_BY)
    view.page.typed_by = typed_by or UNNAMED
    return typed_by


def _is_by_hand(revision: Revision | None) -> bool:
    """Whether somebody asked for this version; the others were sent by a form that saves by itself."""
    return revision is not None and not revision.content.get("typed_by")


def _with_faults(response: HttpResponse, form: DraftForm) -> HttpResponse:
    """The answer to an autosave, with what keeps the draft from being ready."""
    if response.headers.get("Content-Type") != "application/json" or response.status_code != 200:
        return response
    said = json.loads(response.content)
    said["faults"] = [{"sentence": fault.sentence, "in_draft": fault.in_draft} for fault in form.faults]
    return JsonResponse(said)


def _shown_again(view: Any) -> HttpResponse:
    """The form with what was typed before, and a sentence that it is not saved."""
    for sentence in view.form.non_field_errors():
        messages.warning(view.request, sentence)
    view.form.errors.clear()
    view.errors_debug = None
    view.has_unsaved_changes = True
    return cast("HttpResponse", view.render_to_response(view.get_context_data()))


class DraftViewSet(PageViewSet):
    """Pages of one kind in the desk, with our editor."""

    add_view_class = DraftCreateView
    edit_view_class = DraftEditView
