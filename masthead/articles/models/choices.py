"""Who may read, who may write, and what may be done beneath a piece: the answers there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessLevel(models.TextChoices):
    """Who may read a piece to its end. The values are those of `paywall.decisions.Level`."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class OwnAccess(models.TextChoices):
    """The same for a section or a piece, which may leave the answer to what it belongs to."""

    INHERIT = "inherit", _("As its section and the publication say")
    PUBLIC = AccessLevel.PUBLIC.value, AccessLevel.PUBLIC.label
    REGISTERED = AccessLevel.REGISTERED.value, AccessLevel.REGISTERED.label
    MEMBERS = AccessLevel.MEMBERS.value, AccessLevel.MEMBERS.label


class Readers(models.TextChoices):
    """Who may read letters. The values are those of `discussion.models.Readers`."""

    EVERYBODY = "everybody", _("Everybody")
    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class Writers(models.TextChoices):
    """Who may write letters. The values are those of `discussion.models.Writers`."""

    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class Talk(models.TextChoices):
    """What may be done beneath a piece."""

    OPEN = "open", _("Open: those admitted may write")
    CLOSED = "closed", _("Closed: letters can be read, none can be added")
    OFF = "off", _("Off: no discussion is shown")
