"""Addresses of notices, of preferences about them, and of the mailbox."""

from django.urls import path

from masthead.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read, name="read_all"),
    path("notices/<int:notice_id>/read/", views.read, name="read"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", views.mailbox_email, name="mailbox_email"),
    path("mailbox/<int:mail_id>/html/", views.mailbox_email_html, name="mailbox_email_html"),
    path("mailbox/<int:mail_id>/source/", views.mailbox_email_source, name="mailbox_email_source"),
]
