"""Every write about people."""

from masthead.people.operations.accounts import (
    close_account,
    end_other_sign_ins,
    end_sign_in,
    note_sign_in,
    note_sign_out,
    raise_access_version,
    register_person,
    reopen_account,
    set_display_name,
    void_sign_ins,
)
from masthead.people.operations.addresses import (
    ask_for_address,
    carry_out_due_changes,
    change_address,
    plan_address,
    stop_change,
    undo_change,
    withdraw_change,
)
from masthead.people.operations.codes import CODE_LIVES, enter_code, enter_proof, send_code, send_proof
from masthead.people.operations.leaving import ask_for_export, forget_old_exports, leave, pack_export
from masthead.people.operations.links import ensure_link_is_good, make_sign_in_link, use_sign_in_link
from masthead.people.operations.passkeys import add_passkey, name_passkey, note_passkey_used, remove_passkey
from masthead.people.operations.profiles import hide_face, show_face, tell_about
from masthead.people.operations.roles import give_role, prepare_roles, take_role

__all__ = [
    "CODE_LIVES",
    "add_passkey",
    "ask_for_address",
    "ask_for_export",
    "carry_out_due_changes",
    "change_address",
    "close_account",
    "end_other_sign_ins",
    "end_sign_in",
    "ensure_link_is_good",
    "enter_code",
    "enter_proof",
    "forget_old_exports",
    "give_role",
    "hide_face",
    "leave",
    "make_sign_in_link",
    "name_passkey",
    "note_passkey_used",
    "note_sign_in",
    "note_sign_out",
    "pack_export",
    "plan_address",
    "prepare_roles",
    "raise_access_version",
    "register_person",
    "remove_passkey",
    "reopen_account",
    "send_code",
    "send_proof",
    "set_display_name",
    "show_face",
    "stop_change",
    "take_role",
    "tell_about",
    "undo_change",
    "use_sign_in_link",
    "void_sign_ins",
    "withdraw_change",
]
