"""The addresses of reporting and of the moderation queue."""

from django.urls import path

from masthead.moderation import views

app_name = "moderation"

urlpatterns = [
    path("comments/<int:comment_id>/report/", views.report, name="report"),
    path("moderation/", views.queue, name="queue"),
    path("moderation/comments/<int:comment_id>/", views.comment, name="comment"),
    path("moderation/comments/<int:comment_id>/action/", views.take_action, name="take_action"),
]
