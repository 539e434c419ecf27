"""Where mentions arrive, where their senders see what became of them, and where moderators decide."""

from django.urls import path

from masthead.mentions import views

app_name = "mentions"

urlpatterns = [
    path("webmention", views.webmention, name="webmention"),
    path("webmention/<str:token>/", views.status, name="status"),
    path("pingback", views.pingback, name="pingback"),
    path("moderation/mentions/", views.desk, name="desk"),
    path("moderation/mentions/<int:mention_id>/decision/", views.decision, name="decision"),
    path("moderation/mentions/unblock/", views.unblock, name="unblock"),
]
