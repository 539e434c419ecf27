"""Addresses of memberships."""

from django.urls import path

from masthead.memberships import views

app_name = "memberships"

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/welcome/<str:token>/", views.welcome, name="welcome"),
    path("join/<name:slug>/", views.plan, name="plan"),
    path("account/membership/", views.membership, name="membership"),
    path("account/membership/cancel/", views.cancel, name="cancel"),
    path("account/membership/payment/", views.manage_payment, name="manage_payment"),
    path("account/membership/resume/", views.resume, name="resume"),
]
