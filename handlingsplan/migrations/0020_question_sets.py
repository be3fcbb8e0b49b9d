from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

SQL = Path(__file__).parent / "sql"


def publish(apps, schema_editor):
    """What could be asked until now is published, and follows every case as it did."""
    apps.get_model("handlingsplan", "ProgressSet").objects.update(by_default=True)
    for version in apps.get_model("handlingsplan", "ProgressVersion").objects.select_related("set"):
        version.lead, version.published_at = version.set.lead, timezone.now()
        version.save()


class Migration(migrations.Migration):

    dependencies = [
        ('handlingsplan', '0019_follow_up_meeting'),
        ('participants', '0027_planned_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgressFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('follows', models.BooleanField(verbose_name='följer ärendet')),
                ('chosen_at', models.DateTimeField(verbose_name='vald')),
            ],
            options={
                'verbose_name': 'val av frågor om steg',
                'verbose_name_plural': 'val av frågor om steg',
                'ordering': ['enrolment', 'id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressanswer',
            name='within_scale',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='progressquestion',
            name='frozen_set',
        ),
        migrations.RemoveConstraint(
            model_name='progressset',
            name='progress_interval_is_a_week',
        ),
        migrations.AddField(
            model_name='progressquestion',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='progressset',
            name='asks_consultant',
            field=models.BooleanField(default=True, verbose_name='konsulenten svarar'),
        ),
        migrations.AddField(
            model_name='progressset',
            name='asks_participant',
            field=models.BooleanField(default=True, verbose_name='deltagaren svarar'),
        ),
        migrations.AddField(
            model_name='progressset',
            name='by_default',
            field=models.BooleanField(default=False, verbose_name='följer ärendet från början'),
        ),
        migrations.RenameField(
            model_name='progressset',
            old_name='interval_weeks',
            new_name='every',
        ),
        migrations.AlterField(
            model_name='progressset',
            name='every',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='tid mellan mätningarna'),
        ),
        migrations.AddField(
            model_name='progressset',
            name='from_sources',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=30), blank=True, default=list, verbose_name='bara ärenden från'),
        ),
        migrations.AddField(
            model_name='progressset',
            name='per',
            field=models.CharField(choices=[('vecka', 'veckor'), ('manad', 'månader')], default='vecka', max_length=10, verbose_name='räknad i'),
        ),
        migrations.AddField(
            model_name='progressset',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='progressversion',
            name='lead',
            field=models.CharField(blank=True, max_length=300, verbose_name='inledning'),
        ),
        migrations.AddField(
            model_name='progressversion',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='publicerad'),
        ),
        migrations.AddField(
            model_name='progressversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publicerad av'),
        ),
        migrations.AddField(
            model_name='progressversion',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='progressquestion',
            name='about_wording',
            field=models.CharField(blank=True, max_length=200, verbose_name='till konsulenten'),
        ),
        migrations.RunPython(publish, migrations.RunPython.noop, elidable=False),
        pgtrigger.migrations.AddTrigger(
            model_name='progressanswer',
            trigger=pgtrigger.compiler.Trigger(name='within_scale', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (SELECT FROM handlingsplan_progressquestion q\n                     JOIN handlingsplan_progressmeasure m ON m.version_id = q.version_id\n                     JOIN handlingsplan_progressversion v ON v.id = q.version_id AND v.published_at IS NOT NULL\n                    WHERE q.id = NEW.question_id AND m.id = NEW.measure_id\n                      AND NEW.value BETWEEN q.lowest AND q.highest) THEN\n        RAISE EXCEPTION 'an answer is within the scale of a question of its set' USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'answer_within_scale';\n    END IF;\n    RETURN NEW;\n", hash='1eaee306be04bee09940d0959dfe3c6a2cfbfba8', operation='INSERT', pgid='pgtrigger_within_scale_0e20b', table='handlingsplan_progressanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressquestion',
            trigger=pgtrigger.compiler.Trigger(name='frozen_set', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF EXISTS (SELECT FROM handlingsplan_progressversion v\n                WHERE v.published_at IS NOT NULL\n                  AND v.id = CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END) THEN\n        RAISE EXCEPTION 'a published version of a set is frozen' USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'published_set_is_frozen';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='1a41a51eba42add2ee54691c263784b2e7e00de0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_set_1dfb6', table='handlingsplan_progressquestion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressversion',
            trigger=pgtrigger.compiler.Trigger(name='frozen_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.published_at IS NOT NULL THEN\n        RAISE EXCEPTION 'a published version of a set is frozen' USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'published_set_is_frozen';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='d5ded4ebd99ee574c61537778a659693eafec3fc', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_version_b2f15', table='handlingsplan_progressversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='progressset',
            constraint=models.CheckConstraint(condition=models.Q(('every__gte', 1)), name='progress_interval_is_one'),
        ),
        migrations.AddConstraint(
            model_name='progressset',
            constraint=models.CheckConstraint(condition=models.Q(('asks_participant', True), ('asks_consultant', True), _connector='OR'), name='progress_set_asks_somebody'),
        ),
        migrations.AddConstraint(
            model_name='progressversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('set',), name='one_draft_of_a_progress_set'),
        ),
        migrations.AddField(
            model_name='progressfollow',
            name='chosen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vald av'),
        ),
        migrations.AddField(
            model_name='progressfollow',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participants.enrolment', verbose_name='inskrivning'),
        ),
        migrations.AddField(
            model_name='progressfollow',
            name='set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='handlingsplan.progressset', verbose_name='frågor'),
        ),
        migrations.RemoveField(
            model_name='progressset',
            name='lead',
        ),
        migrations.AddConstraint(
            model_name='progressfollow',
            constraint=models.UniqueConstraint(fields=('enrolment', 'set'), name='progress_set_chosen_once'),
        ),
        migrations.RunSQL(
            (SQL / "hidden_moved_in_set.sql").read_text(),
            "DROP FUNCTION handlingsplan_hidden_moved(bigint, bigint, date, date, bigint);"
            + (SQL / "hidden_moved.sql").read_text(),
        ),
    ]
