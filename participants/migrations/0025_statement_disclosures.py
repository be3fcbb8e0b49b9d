from django.conf import settings
from django.db import migrations, models


def may_apply(apps, schema_editor):
    """Försörjningsstöd comes with those whom the socialtjänst sends; the systemförvaltare says it of others."""
    apps.get_model("participants", "Source").objects.filter(regime="socialtjanst").update(activity_requirement=True)


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0024_statement_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='activity_requirement',
            field=models.BooleanField(default=False, help_text='Deltagarna därifrån kan ha försörjningsstöd. I andra ärenden erbjuds inget aktivitetskrav.', verbose_name='aktivitetskrav kan gälla'),
        ),
        migrations.RunPython(may_apply, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.UniqueConstraint(fields=('id', 'enrolment'), name='disclosure_in_its_case'),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE participants_statement ADD CONSTRAINT statement_disclosed_in_its_case
                FOREIGN KEY (disclosure_id, enrolment_id) REFERENCES participants_disclosure (id, enrolment_id)
                DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE participants_statement DROP CONSTRAINT statement_disclosed_in_its_case",
        ),
    ]
