"""Which view answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("masthead.config.old_addresses")),
    path("", include("masthead.people.urls")),
    path("", include("masthead.notices.urls")),
    path("", include("masthead.memberships.urls")),
    path("payments/", include("masthead.payments.urls")),
    path("pay/pretend/", include("masthead.payments.providers.pretend.urls")),
    path("", include("masthead.discussion.urls")),
    path("", include("masthead.moderation.urls")),
    path("", include("masthead.mentions.urls")),
    path("", include("masthead.design.urls")),
    path("", include("masthead.reading.urls")),
    path("desk/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
    path("", include("wagtail.urls")),
]
