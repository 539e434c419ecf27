"""Addresses of accounts: allauth's names where it looks for them, none of its password or sign-up pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from masthead.people.views import account, address, entrance, leaving, passkeys, proof

ours = (
    [
        path("account/", account.account, name="account"),
        path("account/name/", account.name, name="name"),
        path("account/profile/", account.profile, name="profile"),
        path("account/face/", account.face, name="face"),
        path("account/sign-ins/", account.end_other_sign_ins, name="end_other_sign_ins"),
        path("account/sign-ins/<int:sign_in_id>/", account.end_sign_in, name="end_sign_in"),
        path("account/proof/", proof.prove, name="prove"),
        path("account/proof/code/", proof.send_proof, name="send_proof"),
        path("account/proof/passkey/", proof.prove_by_passkey, name="prove_by_passkey"),
        path("account/address/", address.address, name="address"),
        path("account/address/code/", address.confirm_address, name="confirm_address"),
        path("account/address/undo/<str:link>/", address.undo_address, name="undo_address"),
        path("account/address/stop/<str:link>/", address.stop_address, name="stop_address"),
        path("account/help/", address.plan_address, name="plan_address"),
        path("account/help/<int:change_id>/", address.withdraw_address, name="withdraw_address"),
        path("account/passkeys/", passkeys.passkeys, name="passkeys"),
        path("account/passkeys/add/", passkeys.add_passkey, name="add_passkey"),
        path("account/passkeys/<int:passkey_id>/name/", passkeys.name_passkey, name="name_passkey"),
        path("account/passkeys/<int:passkey_id>/remove/", passkeys.remove_passkey, name="remove_passkey"),
        path("account/exports/", leaving.exports, name="exports"),
        path("account/exports/<int:export_id>/", leaving.export_file, name="export_file"),
        path("account/leave/", leaving.leave, name="leave"),
        path("left/", leaving.left, name="left"),
        path("readers/<int:person_id>/", account.reader, name="reader"),
        path("faces/<slug:key>-small.webp", account.face_file, {"size": "small"}, name="small_face"),
        path("faces/<slug:key>-large.webp", account.face_file, {"size": "large"}, name="large_face"),
        path("sign-in/link/<str:token>/", entrance.sign_in_link, name="sign_in_link"),
        path("me/", account.me, name="me"),
        path("me/desk/", account.way_to_desk, name="way_to_desk"),
    ],
    "people",
)

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/code/", entrance.enter_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", entrance.sign_in_by_passkey, name="passkey_sign_in"),
    path("sign-in/closed/", entrance.account_is_closed, name="account_inactive"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    # Wagtail brings two doors of its own, with a password: nobody has one, and to compare one takes long.
    path("desk/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(ours)),
]
