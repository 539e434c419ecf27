"""The database itself refuses to change or delete a line of the ledger, whoever asks."""

from django.db import migrations

SENTENCE = "an entry of the ledger is never changed or deleted"

SQLITE = (
    f"CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON memberships_entitlement BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    f"CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON memberships_entitlement BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
)
POSTGRESQL = (
    f"CREATE FUNCTION memberships_ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER ledger_refuses_changes BEFORE UPDATE OR DELETE ON memberships_entitlement FOR EACH ROW EXECUTE FUNCTION memberships_ledger_refuses()",
)


def seal(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def unseal(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ledger_refuses_update")
        schema_editor.execute("DROP TRIGGER ledger_refuses_delete")
    else:
        schema_editor.execute("DROP TRIGGER ledger_refuses_changes ON memberships_entitlement")
        schema_editor.execute("DROP FUNCTION memberships_ledger_refuses()")


class Migration(migrations.Migration):
    dependencies = [("memberships", "0001_initial")]
    operations = [migrations.RunPython(seal, unseal)]
