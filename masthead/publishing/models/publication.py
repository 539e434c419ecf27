"""The publication's one row, and the authors who sign in it."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from masthead.discussion.models import Readers, Writers
from masthead.kit.widgets import SelectKeepingCurrentValue
from masthead.publishing.models.choices import MAY_READ_COMMENTS, MAY_WRITE_COMMENTS, AccessLevel
from masthead.publishing.models.pictures import Picture


@register_setting(icon="site", order=10)
class Publication(BaseGenericSetting):
    """The one row that says what this publication is called, and what holds unless a piece says otherwise."""

    name = models.CharField(_("name"), max_length=80, default="Masthead")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("One line for search engines and feeds.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        validators=[RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")],
    )
    default_access = models.CharField(
        _("who may read a piece to its end"),
        max_length=12,
        choices=AccessLevel.choices,
        default=AccessLevel.MEMBERS,
        help_text=_(
            "For every section and piece that does not say otherwise. Changing it takes effect at once."
        ),
    )
    discussion_readable_by = models.CharField(
        _("who may read comments"), max_length=12, choices=MAY_READ_COMMENTS, default=Readers.EVERYBODY
    )
    discussion_posting_by = models.CharField(
        _("who may write comments"), max_length=12, choices=MAY_WRITE_COMMENTS, default=Writers.MEMBERS
    )

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                FieldPanel("language", widget=SelectKeepingCurrentValue(choices=settings.LANGUAGES)),
            ],
            heading=_("The publication"),
        ),
        MultiFieldPanel([FieldPanel("default_access")], heading=_("Reading")),
        MultiFieldPanel(
            [FieldPanel("discussion_readable_by"), FieldPanel("discussion_posting_by")],
            heading=_("Discussion"),
        ),
    ]

    class Meta:
        verbose_name = _("publication")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # One transaction for the row and the rebuilt views: a crash between them must not leave a piece open.
        with transaction.atomic():
            super().save(*args, **kwargs)


class Author(models.Model):
    """Somebody whose name stands over pieces; perhaps with an account, perhaps not."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    bio = models.CharField(_("one line about them"), max_length=240, blank=True)
    portrait = models.ForeignKey(
        Picture,
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("bio"),
        FieldPanel("portrait"),
        FieldPanel("person"),
    ]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=~models.Q(slug=""), name="author_has_a_slug")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():  # the views of every piece by this author are rebuilt in it
            super().save(*args, **kwargs)
