"""Every write about people."""

from masthead.people.operations.account_deletion import delete_account
from masthead.people.operations.accounts import (
    close_account,
    end_other_sign_ins,
    end_sign_in,
    give_display_name,
    note_sign_in,
    note_sign_out,
    raise_access_version,
    register_person,
    reopen_account,
    set_display_name,
    void_sign_ins,
)
from masthead.people.operations.address_changes import (
    apply_due_address_changes,
    change_address,
    plan_address_change,
    request_address_change,
    stop_address_change,
    undo_address_change,
    withdraw_address_change,
)
from masthead.people.operations.data_export import (
    build_data_export,
    delete_expired_data_exports,
    request_data_export,
)
from masthead.people.operations.email_codes import (
    CODE_LIFETIME,
    enter_reauthentication_code,
    enter_sign_in_code,
    send_reauthentication_code,
    send_sign_in_code,
)
from masthead.people.operations.passkeys import (
    add_passkey,
    name_passkey,
    note_passkey_used,
    remove_passkey,
    try_passkey,
)
from masthead.people.operations.profiles import remove_avatar, set_avatar, update_profile
from masthead.people.operations.roles import give_role, remove_role, sync_role_permissions
from masthead.people.operations.sign_in_links import (
    ensure_sign_in_link_is_valid,
    make_sign_in_link,
    use_sign_in_link,
)

__all__ = [
    "CODE_LIFETIME",
    "add_passkey",
    "apply_due_address_changes",
    "build_data_export",
    "change_address",
    "close_account",
    "delete_account",
    "delete_expired_data_exports",
    "end_other_sign_ins",
    "end_sign_in",
    "ensure_sign_in_link_is_valid",
    "enter_reauthentication_code",
    "enter_sign_in_code",
    "give_display_name",
    "give_role",
    "make_sign_in_link",
    "name_passkey",
    "note_passkey_used",
    "note_sign_in",
    "note_sign_out",
    "plan_address_change",
    "raise_access_version",
    "register_person",
    "remove_avatar",
    "remove_passkey",
    "remove_role",
    "reopen_account",
    "request_address_change",
    "request_data_export",
    "send_reauthentication_code",
    "send_sign_in_code",
    "set_avatar",
    "set_display_name",
    "stop_address_change",
    "sync_role_permissions",
    "try_passkey",
    "undo_address_change",
    "update_profile",
    "use_sign_in_link",
    "void_sign_ins",
    "withdraw_address_change",
]
