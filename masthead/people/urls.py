"""Addresses of accounts: allauth's names where it looks for them, none of its password or sign-up pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from masthead.people.views import (
    account,
    account_deletion,
    address_change,
    data_export,
    passkeys,
    reauthentication,
    sign_in,
)

ours = (
    [
        path("account/", account.account, name="account"),
        path("account/name/", account.display_name, name="display_name"),
        path("account/profile/", account.edit_profile, name="edit_profile"),
        path("account/avatar/", account.avatar, name="avatar"),
        path("account/sign-ins/", account.end_other_sign_ins, name="end_other_sign_ins"),
        path("account/sign-ins/<int:sign_in_id>/", account.end_sign_in, name="end_sign_in"),
        path("account/reauthentication/", reauthentication.reauthenticate, name="reauthenticate"),
        path(
            "account/reauthentication/code/",
            reauthentication.send_reauthentication_code,
            name="send_reauthentication_code",
        ),
        path(
            "account/reauthentication/passkey/",
            reauthentication.reauthenticate_by_passkey,
            name="reauthenticate_by_passkey",
        ),
        path("account/address/", address_change.address, name="address"),
        path("account/address/code/", address_change.confirm_address, name="confirm_address"),
        path("account/address/undo/<str:link>/", address_change.undo_address, name="undo_address"),
        path("account/address/stop/<str:link>/", address_change.stop_address, name="stop_address"),
        path("account/help/", address_change.plan_address_change, name="plan_address_change"),
        path("account/help/name/", address_change.give_name, name="give_name"),
        path("account/help/<int:change_id>/", address_change.withdraw_address, name="withdraw_address"),
        path("account/passkeys/", passkeys.passkeys, name="passkeys"),
        path("account/passkeys/add/", passkeys.add_passkey, name="add_passkey"),
        path("account/passkeys/<int:passkey_id>/name/", passkeys.name_passkey, name="name_passkey"),
        path("account/passkeys/<int:passkey_id>/remove/", passkeys.remove_passkey, name="remove_passkey"),
        path("account/data-exports/", data_export.data_exports, name="data_exports"),
        path("account/data-exports/<int:export_id>/", data_export.data_export_file, name="data_export_file"),
        path("account/deletion/", account_deletion.delete_account, name="delete_account"),
        path("account-deleted/", account_deletion.account_deleted, name="account_deleted"),
        path("readers/<int:person_id>/", account.public_profile, name="public_profile"),
        path("avatars/<slug:key>-small.webp", account.avatar_file, {"size": "small"}, name="small_avatar"),
        path("avatars/<slug:key>-large.webp", account.avatar_file, {"size": "large"}, name="large_avatar"),
        path("sign-in/link/<str:token>/", sign_in.sign_in_link, name="sign_in_link"),
        path("me/", account.header_account, name="header_account"),
        path("me/desk/", account.desk_link, name="desk_link"),
    ],
    "people",
)

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.enter_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", sign_in.sign_in_by_passkey, name="passkey_sign_in"),
    path("sign-in/closed/", sign_in.account_is_closed, name="account_inactive"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    # Wagtail brings two doors of its own, with a password: nobody has one, and to compare one takes long.
    path("desk/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(ours)),
]
