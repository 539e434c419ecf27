"""Addresses of the mailbox."""

from django.urls import path

from masthead.notices import views

app_name = "notices"

urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", views.letter, name="letter"),
    path("mailbox/<int:mail_id>/html/", views.letter_html, name="letter_html"),
    path("mailbox/<int:mail_id>/source/", views.letter_source, name="letter_source"),
]
