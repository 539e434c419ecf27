"""The refusals of this room."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class DesignIsForStaff(Refusal):
    code = "design-is-for-staff"
    status = 403
    sentence = _("This page shows the parts the magazine is built of. It is for those who work here.")
