"""Addresses of the discussion."""

from django.urls import path

from masthead.discussion import feeds, views

app_name = "discussion"

urlpatterns = [
    path("threads/<int:thread_id>/", views.thread, name="thread"),
    path("threads/<int:thread_id>/mine/", views.reader_state_fragment, name="reader-state"),
    path("threads/<int:thread_id>/write/", views.comment_form, name="write"),
    path("threads/<int:thread_id>/comments/", views.comments, name="comments"),
    path("threads/<int:thread_id>/rss.xml", feeds.thread_feed, name="feed"),
    path("comments/<int:comment_id>/", views.comment, name="comment"),
    path("comments/<int:comment_id>/replies/", views.replies, name="replies"),
    path("comments/<int:comment_id>/revisions/", views.revisions, name="revisions"),
    path("comments/<int:comment_id>/edit/", views.edit, name="edit"),
    path("comments/<int:comment_id>/delete/", views.delete, name="delete"),
    path("comments/<int:comment_id>/votes/", views.votes, name="votes"),
]
