from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"

class Migration(migrations.Migration):
    """What looks past what the user may see answers for the user of the transaction alone."""

    dependencies = [("participants", "0018_contact_since"), ("staff", "0010_home_address")]
    operations = [migrations.RunSQL((SQL / "reader.sql").read_text(), migrations.RunSQL.noop)]
