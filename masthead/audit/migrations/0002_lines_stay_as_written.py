"""The database itself refuses to change or remove a line of the book, whoever asks and by whatever road."""

from django.db import migrations

COLUMNS = ("id", "actor_label", "action", "subject_type", "subject_id", "subject_label", "details", "at")
UNCHANGED = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in COLUMNS)

# Forgetting the actor's number, when the account is erased, is the one change allowed.
SQLITE = [
    f"""
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
    WHEN NOT (NEW.actor_id IS NULL AND {UNCHANGED})
    BEGIN SELECT RAISE(ABORT, 'the audit book is only ever added to'); END
    """,
    """
    CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit book is only ever added to'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_entry_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'the audit book is only ever added to' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_closed()
    """,
]
BACK = {
    "sqlite": ["DROP TRIGGER audit_entry_stays", "DROP TRIGGER audit_entry_remains"],
    "postgresql": ["DROP TRIGGER audit_entry_stays ON audit_entry", "DROP FUNCTION audit_entry_is_closed()"],
}


def close(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def open_again(apps, schema_editor):
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(close, open_again)]
