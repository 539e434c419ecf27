"""Which view answers which address."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
    path("", include("wagtail.urls")),
]
