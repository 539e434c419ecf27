"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class SearchIsTooShort(Refusal):
    code = "search-too-short"
    status = 422
    sentence = _("Please search for at least two letters.")


class SearchIsTooLong(Refusal):
    code = "search-too-long"
    status = 422
    sentence = _("Please search for a hundred letters or fewer.")


class NoSuchFollowable(Refusal):
    code = "no-such-subject"
    status = 404
    sentence = _("There is nobody here by that name, and no such section.")


class NotPublished(Refusal):
    code = "not-published"
    status = 404
    sentence = _("This piece is not published, so it cannot be put aside.")
