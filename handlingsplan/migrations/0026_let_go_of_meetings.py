"""A follow-up that was cancelled lets go of its meeting, which another can be held at."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0025_first_days")]

    operations = [
        migrations.RunSQL(
            "UPDATE handlingsplan_followup SET meeting_id = NULL"
            " WHERE cancelled_at IS NOT NULL AND meeting_id IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
