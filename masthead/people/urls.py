"""Addresses of accounts: allauth's names where it looks for them, none of its password or sign-up pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from masthead.people import views

ours = (
    [
        path("account/", views.account, name="account"),
        path("account/name/", views.name, name="name"),
        path("account/sign-ins/", views.end_other_sign_ins, name="end_other_sign_ins"),
        path("me/", views.me, name="me"),
        path("me/desk/", views.way_to_desk, name="way_to_desk"),
        path("sign-in/link/<str:token>/", views.sign_in_link, name="sign_in_link"),
    ],
    "people",
)

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.enter_code, name="account_confirm_login_code"),
    path("sign-in/closed/", views.account_is_closed, name="account_inactive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    # Wagtail brings a door of its own, with a password.
    path("desk/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(ours)),
]
