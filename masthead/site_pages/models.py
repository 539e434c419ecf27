"""Site pages (about, contact, imprint …), and messages from readers."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel, TitleFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField

from masthead.kit.email_addresses import EmailAddressRefused, normalized_email
from masthead.notices.models import Delivery
from masthead.publishing.models import ViewServedPage

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class SitePageKind(models.TextChoices):
    """What a site page is for; contact has a form, cookies a list."""

    ABOUT = "about", _("About")
    CONTACT = "contact", _("Contact, with a form")
    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy")
    TERMS = "terms", _("Terms")
    GUIDELINES = "guidelines", _("Community guidelines")
    COOKIES = "cookies", _("Cookies, with the list of them")
    OTHER = "other", _("Something else")


class SitePage(ViewServedPage):
    """A site page: about, contact, imprint, privacy, terms, guidelines, cookies."""

    kind = models.CharField(
        _("what it is for"), max_length=12, choices=SitePageKind.choices, default=SitePageKind.OTHER
    )
    body = RichTextField(
        _("text"),
        blank=True,
        features=FEATURES,
        help_text=_("What stands in [brackets] is still to be filled in."),
    )

    content_panels: ClassVar[list[object]] = [
        TitleFieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("kind"),
    ]
    settings_panels: ClassVar[list[object]] = [
        FieldPanel("show_in_menus", heading=_("Linked at the foot of every page")),
        PublishingPanel(),
    ]
    parent_page_types: ClassVar[list[str]] = ["publishing.FrontPage"]
    subpage_types: ClassVar[list[str]] = []
    show_in_menus_default = True

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")


@register_setting(icon="mail", order=20)
class Contact(BaseGenericSetting):
    """The address that messages from readers are sent to."""

    address = models.EmailField(
        _("address for messages from readers"),
        blank=True,
        help_text=_("Left empty, they go to the first publisher."),
    )

    panels: ClassVar[list[object]] = [FieldPanel("address")]

    class Meta:
        verbose_name = _("contact")

    def clean(self) -> None:
        """The address in its one spelling, or the reason why no mail can reach it."""
        super().clean()
        try:
            self.address = normalized_email(self.address) if self.address else ""
        except EmailAddressRefused as no:
            raise ValidationError({"address": str(no)}) from None


class ContactMessage(models.Model):
    """A message to the publication, stored until it has been delivered by e-mail."""

    # Who was signed in when it was written; a stranger's has nobody.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"), max_length=254)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("message"))
    received_at = models.DateTimeField(_("received at"), db_index=True)
    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("delivery")
    )

    class Meta:
        verbose_name = _("message from a reader")
        verbose_name_plural = _("messages from readers")
        ordering = ("-received_at", "-pk")

    def __str__(self) -> str:
        return self.subject
