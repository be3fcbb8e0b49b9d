from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "password_print.sql"


class Migration(migrations.Migration):
    """Celery signs a link for a new password without reading the hash of the old one."""

    dependencies = [("staff", "0006_opening_minutes")]
    operations = [migrations.RunSQL(SQL.read_text(), "DROP FUNCTION staff_password_print(bigint);")]
