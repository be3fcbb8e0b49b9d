from pathlib import Path

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MONTHS = (Path(__file__).parent / "sql" / "months_within.sql").read_text()
_BOTH = "(m.month >= upper(NEW.period) OR (m.month + interval '1 month')::date <= lower(NEW.period))"


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0028_found_from_the_case'),
        ('placements', '0042_led_elsewhere'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(MONTHS, MONTHS.replace(_BOTH, "m.month >= upper(NEW.period)")),
        pgtrigger.migrations.RemoveTrigger(
            model_name='employment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='employment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='internship',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='internship',
            name='update_update',
        ),
        migrations.AddField(
            model_name='employment',
            name='end_noted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='slutet noterat av'),
        ),
        migrations.AddField(
            model_name='employment',
            name='end_noted_on',
            field=models.DateField(blank=True, null=True, verbose_name='slutet noterat'),
        ),
        migrations.AddField(
            model_name='employmentevent',
            name='end_noted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='slutet noterat av'),
        ),
        migrations.AddField(
            model_name='employmentevent',
            name='end_noted_on',
            field=models.DateField(blank=True, null=True, verbose_name='slutet noterat'),
        ),
        migrations.AddField(
            model_name='internship',
            name='end_noted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='slutet noterat av'),
        ),
        migrations.AddField(
            model_name='internship',
            name='end_noted_on',
            field=models.DateField(blank=True, null=True, verbose_name='slutet noterat'),
        ),
        migrations.AddField(
            model_name='internshipevent',
            name='end_noted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='slutet noterat av'),
        ),
        migrations.AddField(
            model_name='internshipevent',
            name='end_noted_on',
            field=models.DateField(blank=True, null=True, verbose_name='slutet noterat'),
        ),
        migrations.AddIndex(
            model_name='employment',
            index=models.Index(condition=models.Q(('end_noted_on__isnull', False)), fields=['end_noted_on'], name='employment_by_end_noted'),
        ),
        migrations.AddIndex(
            model_name='internship',
            index=models.Index(condition=models.Q(('end_noted_on__isnull', False)), fields=['end_noted_on'], name='internship_by_end_noted'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='employment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_employmentevent" ("collective_agreement", "created_at", "created_by_id", "employer_id", "end_note", "end_noted_by_id", "end_noted_on", "end_reason", "enrolment_id", "exception_at", "exception_by_id", "exception_paper_date", "exception_reason", "extent", "id", "participant_id", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "revision", "scheme", "tasks", "union", "uuid", "workplace_id") SELECT new_values."collective_agreement", new_values."created_at", new_values."created_by_id", new_values."employer_id", new_values."end_note", new_values."end_noted_by_id", new_values."end_noted_on", new_values."end_reason", new_values."enrolment_id", new_values."exception_at", new_values."exception_by_id", new_values."exception_paper_date", new_values."exception_reason", new_values."extent", new_values."id", new_values."participant_id", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reference", new_values."revision", new_values."scheme", new_values."tasks", new_values."union", new_values."uuid", new_values."workplace_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a3eff038c953cab5861792e00226aadc1ce234bc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5fa29', referencing='REFERENCING NEW TABLE AS new_values ', table='placements_employment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='employment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_employmentevent" ("collective_agreement", "created_at", "created_by_id", "employer_id", "end_note", "end_noted_by_id", "end_noted_on", "end_reason", "enrolment_id", "exception_at", "exception_by_id", "exception_paper_date", "exception_reason", "extent", "id", "participant_id", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "revision", "scheme", "tasks", "union", "uuid", "workplace_id") SELECT new_values."collective_agreement", new_values."created_at", new_values."created_by_id", new_values."employer_id", new_values."end_note", new_values."end_noted_by_id", new_values."end_noted_on", new_values."end_reason", new_values."enrolment_id", new_values."exception_at", new_values."exception_by_id", new_values."exception_paper_date", new_values."exception_reason", new_values."extent", new_values."id", new_values."participant_id", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reference", new_values."revision", new_values."scheme", new_values."tasks", new_values."union", new_values."uuid", new_values."workplace_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e7beb09acd12543f6814b4ce34ac30e678634daf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f3e54', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='placements_employment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internship',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_internshipevent" ("created_at", "created_by_id", "end_note", "end_noted_by_id", "end_noted_on", "end_reason", "enrolment_id", "hours_per_week", "id", "kind_id", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "revision", "tasks", "uuid", "weekday_hours", "workplace_id") SELECT new_values."created_at", new_values."created_by_id", new_values."end_note", new_values."end_noted_by_id", new_values."end_noted_on", new_values."end_reason", new_values."enrolment_id", new_values."hours_per_week", new_values."id", new_values."kind_id", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."purpose", new_values."revision", new_values."tasks", new_values."uuid", new_values."weekday_hours", new_values."workplace_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c6b42bdfbf814f9a9f10a36134fb24ee7c31ff69', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fe84f', referencing='REFERENCING NEW TABLE AS new_values ', table='placements_internship', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internship',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_internshipevent" ("created_at", "created_by_id", "end_note", "end_noted_by_id", "end_noted_on", "end_reason", "enrolment_id", "hours_per_week", "id", "kind_id", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "revision", "tasks", "uuid", "weekday_hours", "workplace_id") SELECT new_values."created_at", new_values."created_by_id", new_values."end_note", new_values."end_noted_by_id", new_values."end_noted_on", new_values."end_reason", new_values."enrolment_id", new_values."hours_per_week", new_values."id", new_values."kind_id", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."purpose", new_values."revision", new_values."tasks", new_values."uuid", new_values."weekday_hours", new_values."workplace_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='41c94a02c502194a58f7bafbae00f84209eb8f39', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_565fc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='placements_internship', when='AFTER')),
        ),
    ]
