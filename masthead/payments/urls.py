"""Addresses of payments."""

from django.urls import path

from masthead.payments import views

app_name = "payments"

urlpatterns = [
    path("<slug:name>/messages/", views.messages, name="messages"),
    path("returned/<str:token>/", views.returned, name="returned"),
    path("left/<str:token>/", views.left, name="left"),
]
