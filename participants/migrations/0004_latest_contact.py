import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


FILL = """
    UPDATE participants_enrolment AS enrolment
    SET last_contact_on = latest.day
    FROM (
        SELECT enrolment_id, max(amc_local_date(occurred_at)) AS day
        FROM participants_journalentry
        WHERE kind IN ('samtal', 'telefon', 'besok', 'trepart', 'uppfoljning')
        GROUP BY enrolment_id
    ) AS latest
    WHERE enrolment.id = latest.enrolment_id
"""


class Migration(migrations.Migration):
    """The day of the latest contact stands in the enrolment, kept by a trigger of the journal."""

    dependencies = [
        ('participants', '0003_reference'),
        ('staff', '0002_reference'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='enrolment',
            name='update_update',
        ),
        migrations.AddField(
            model_name='enrolment',
            name='last_contact_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='senaste kontakt'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='closure',
            index=models.Index(condition=models.Q(('lasted_month__isnull', True), ('to_work', True)), fields=['work_started_on'], name='closure_awaiting_month'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(django.db.models.functions.comparison.Coalesce('last_contact_on', 'opened_on'), condition=models.Q(('closed_on__isnull', True)), name='open_case_by_contact'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['opened_on'], name='open_case_by_opening'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['starts_at'], name='planned_meeting_by_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "participants_enrolmentevent" ("case_number", "closed_on", "consultant_id", "id", "opened_on", "participant_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "revision", "source_id", "team_id", "unit_id", "uuid") SELECT new_values."case_number", new_values."closed_on", new_values."consultant_id", new_values."id", new_values."opened_on", new_values."participant_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."referral_id", new_values."revision", new_values."source_id", new_values."team_id", new_values."unit_id", new_values."uuid" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."case_number" IS DISTINCT FROM (new_values."case_number") OR old_values."closed_on" IS DISTINCT FROM (new_values."closed_on") OR old_values."consultant_id" IS DISTINCT FROM (new_values."consultant_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."opened_on" IS DISTINCT FROM (new_values."opened_on") OR old_values."participant_id" IS DISTINCT FROM (new_values."participant_id") OR old_values."referral_id" IS DISTINCT FROM (new_values."referral_id") OR old_values."revision" IS DISTINCT FROM (new_values."revision") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id") OR old_values."team_id" IS DISTINCT FROM (new_values."team_id") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id") OR old_values."uuid" IS DISTINCT FROM (new_values."uuid")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7bef90abf57a8c0e0874eff966dd22eabf2990d3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_18077', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='participants_enrolment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='latest_contact', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    UPDATE participants_enrolment AS enrolment\n    SET last_contact_on = latest.day\n    FROM (\n        SELECT enrolment_id, max(amc_local_date(occurred_at)) AS day\n        FROM written\n        WHERE kind IN ('samtal', 'telefon', 'besok', 'trepart', 'uppfoljning')\n        GROUP BY enrolment_id\n    ) AS latest\n    WHERE enrolment.id = latest.enrolment_id\n        AND (enrolment.last_contact_on IS NULL OR enrolment.last_contact_on < latest.day);\n    RETURN NULL;\n", hash='3b673e93b2968caf9ac03a009aa205276f4be3db', level='STATEMENT', operation='INSERT', pgid='pgtrigger_latest_contact_97667', referencing='REFERENCING NEW TABLE AS written ', table='participants_journalentry', when='AFTER')),
        ),
    ]
