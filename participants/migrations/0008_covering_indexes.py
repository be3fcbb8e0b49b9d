from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes that answer a unit's figures by themselves, and what PostgreSQL must know of closures to use them."""

    dependencies = [("participants", "0007_protected")]
    operations = [
        migrations.RemoveIndex("enrolment", "open_case_by_unit"),
        migrations.RemoveIndex("enrolment", "enrolment_by_opening"),
        migrations.RemoveIndex("enrolment", "enrolment_by_closing"),
        migrations.AddIndex(
            "enrolment",
            models.Index(
                fields=["unit", "team"],
                include=("id", "participant", "consultant", "opened_on"),
                condition=models.Q(closed_on__isnull=True),
                name="open_case_by_unit",
            ),
        ),
        migrations.AddIndex(
            "enrolment",
            models.Index(
                fields=["unit", "opened_on"],
                include=("id", "team", "source"),
                name="enrolment_by_opening",
            ),
        ),
        migrations.AddIndex(
            "enrolment",
            models.Index(
                fields=["unit", "closed_on"],
                include=("id", "team", "source", "participant", "consultant", "opened_on"),
                name="enrolment_by_closing",
            ),
        ),
        # Most closures are not to work, and of those that are nearly all have been answered: reckoned one by one the
        # two would leave five times as many rows to answer as there are.
        migrations.RunSQL(
            "CREATE STATISTICS closure_waiting (mcv) ON to_work, lasted_month FROM participants_closure",
            "DROP STATISTICS closure_waiting",
        ),
    ]
