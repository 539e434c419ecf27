"""Choices: access levels, who may read and write comments, the setting of the discussion."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import Readers, Writers
from masthead.paywall.decide import Level


class AccessLevel(models.TextChoices):
    """Who may read a piece to its end: the paywall's levels, with the words the desk has for them."""

    PUBLIC = Level.PUBLIC.value, _("Everybody")
    REGISTERED = Level.REGISTERED.value, _("Readers with an account")
    MEMBERS = Level.MEMBERS.value, _("Members")


class OwnAccess(models.TextChoices):
    """The same for a section or a piece, which may inherit it."""

    INHERIT = "inherit", _("As its section and the publication say")
    PUBLIC = AccessLevel.PUBLIC.value, AccessLevel.PUBLIC.label
    REGISTERED = AccessLevel.REGISTERED.value, AccessLevel.REGISTERED.label
    MEMBERS = AccessLevel.MEMBERS.value, AccessLevel.MEMBERS.label


# Who may read and write comments: the answers of the discussion that the desk offers.
MAY_READ_COMMENTS = [
    (Readers.EVERYBODY.value, _("Everybody")),
    (Readers.REGISTERED.value, _("Readers with an account")),
    (Readers.MEMBERS.value, _("Members")),
]
MAY_WRITE_COMMENTS = [
    (Writers.REGISTERED.value, _("Readers with an account")),
    (Writers.MEMBERS.value, _("Members")),
]


class DiscussionSetting(models.TextChoices):
    """Whether the discussion of a piece is open, closed or off."""

    OPEN = "open", _("Open: those admitted may write")
    CLOSED = "closed", _("Closed: comments can be read, none can be added")
    OFF = "off", _("Off: no discussion is shown")
