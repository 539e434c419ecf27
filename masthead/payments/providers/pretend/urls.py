"""Addresses of the pretend provider's hosted pages."""

from django.urls import path

from masthead.payments.providers.pretend import views

app_name = "pretend"

urlpatterns = [
    path("<str:ref>/", views.page, name="page"),
    path("<str:ref>/pay/", views.pay, name="pay"),
    path("<str:ref>/confirm/", views.confirm, name="confirm"),
]
