"""Which forms of employment are asked what happens next, and how soon again where it is not clear, as data."""

import django.core.validators
from django.db import migrations, models


def ask(apps, schema_editor):
    """Starting values: those that have been asked until now."""
    apps.get_model("placements", "Scheme").objects.filter(code__in=["ami", "ama"]).update(asks_next_step=True)


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0030_months_paid_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='scheme',
            name='asks_next_step',
            field=models.BooleanField(db_default=False, default=False, verbose_name='kräver svar på vad som händer sedan'),
        ),
        migrations.AddField(
            model_name='scheme',
            name='unclear_again_days',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='är det inte klart frågas det igen efter (dagar)'),
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]
