import datetime as dt
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "readings.sql"
# The municipality's to decide in its plan, like the others (0002): record, months, from.
RULES = [("read_log", 60, "month_end"), ("review", 60, "closed")]


def add(apps, schema_editor):
    """Starting rules of the read log and of what was found in it."""
    rule = apps.get_model("disposal", "RetentionRule")
    for record, months, counts_from in RULES:
        rule.objects.create(
            record=record,
            months=months,
            counts_from=counts_from,
            decision="Dokumenthanteringsplanen",
            valid_from=dt.date(2000, 1, 1),
        )


class Migration(migrations.Migration):
    """The read log ends too."""

    dependencies = [
        ('disposal', '0002_promises'),
        ('audit', '0002_chain'),
        ('review', '0001_review'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='retentionrule',
            name='rule_has_its_regime',
        ),
        migrations.AlterField(
            model_name='disposalitem',
            name='outcome',
            field=models.CharField(blank=True, choices=[('disposed', 'Gallrad'), ('held', 'Gallringsstopp'), ('sample', 'Bevaras som urval'), ('accounts', 'Underlag för utbetalning bevaras'), ('review', 'Granskningen bevaras'), ('not_due', 'Tiden har inte gått ut'), ('gone', 'Fanns inte längre')], max_length=20, verbose_name='utfall'),
        ),
        migrations.AlterField(
            model_name='disposalitem',
            name='record',
            field=models.CharField(choices=[('case', 'Akt: inskrivning med allt som hör till'), ('referral', 'Anvisning som inte togs emot'), ('accounts', 'Underlag för utbetald handledarersättning'), ('import', 'Fil med anvisningar'), ('read_log', 'Läslogg: en månads visningar'), ('review', 'Granskning av läsloggen')], max_length=20, verbose_name='slag av handling'),
        ),
        migrations.AlterField(
            model_name='retentionrule',
            name='counts_from',
            field=models.CharField(choices=[('last_note', 'Senaste anteckningen'), ('closed', 'Avslutet eller beslutet'), ('year_end', 'Årets slut'), ('month_end', 'Månadens slut')], max_length=20, verbose_name='räknas från'),
        ),
        migrations.AlterField(
            model_name='retentionrule',
            name='record',
            field=models.CharField(choices=[('case', 'Akt: inskrivning med allt som hör till'), ('referral', 'Anvisning som inte togs emot'), ('accounts', 'Underlag för utbetald handledarersättning'), ('import', 'Fil med anvisningar'), ('read_log', 'Läslogg: en månads visningar'), ('review', 'Granskning av läsloggen')], max_length=20, verbose_name='slag av handling'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('record__in', ['case', 'referral']), models.Q(('regime', ''), _negated=True)), models.Q(('record__in', ['accounts', 'import', 'read_log', 'review']), ('regime', '')), _connector='OR'), name='rule_has_its_regime', violation_error_message='Akter och anvisningar har en rättslig grund, de andra slagen ingen.'),
        ),
        migrations.RunPython(add, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
