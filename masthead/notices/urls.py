"""Addresses of notices, of wishes about them, and of the mailbox."""

from django.urls import path

from masthead.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read, name="read_all"),
    path("notices/<int:notice_id>/read/", views.read, name="read"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/stop/<str:token>/", views.stop, name="stop"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", views.letter, name="letter"),
    path("mailbox/<int:mail_id>/html/", views.letter_html, name="letter_html"),
    path("mailbox/<int:mail_id>/source/", views.letter_source, name="letter_source"),
]
