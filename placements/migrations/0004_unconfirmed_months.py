from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The months that wait for confirmation, as a view."""

    dependencies = [("placements", "0003_reference")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "unconfirmed_months.sql").read_text(),
            "DROP VIEW placements_unconfirmedmonth;",
        ),
        migrations.CreateModel(
            name="UnconfirmedMonth",
            fields=[
                (
                    "supervision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="placements.supervision",
                        verbose_name="handledarskap",
                    ),
                ),
                ("month", models.DateField(verbose_name="månad")),
                ("over_on", models.DateField(verbose_name="månaden är över")),
            ],
            options={
                "verbose_name": "obekräftad månad",
                "verbose_name_plural": "obekräftade månader",
                "db_table": "placements_unconfirmedmonth",
                "ordering": ["month"],
                "managed": False,
            },
        ),
    ]
