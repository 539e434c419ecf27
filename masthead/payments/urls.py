"""Addresses of payments."""

from django.urls import path

from masthead.payments import views

app_name = "payments"

urlpatterns = [
    path("<slug:name>/messages/", views.webhook, name="webhook"),
    path("returned/<str:token>/", views.checkout_returned, name="checkout_returned"),
    path("abandoned/<str:token>/", views.checkout_cancelled, name="checkout_cancelled"),
]
