"""The endpoints, the status page for senders, and the moderation queue of mentions."""

from django.urls import path

from masthead.mentions import views

app_name = "mentions"

urlpatterns = [
    path("webmention", views.webmention, name="webmention"),
    path("webmention/<str:token>/", views.status, name="status"),
    path("pingback", views.pingback, name="pingback"),
    path("moderation/mentions/", views.queue, name="queue"),
    path("moderation/mentions/<int:mention_id>/action/", views.take_action, name="take_action"),
    path("moderation/mentions/unblock/", views.unblock, name="unblock"),
]
