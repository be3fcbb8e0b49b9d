from django.db import migrations


class Migration(migrations.Migration):
    """What the database itself promises: numbers in series, and that the journal is only added to."""

    dependencies = [("participants", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE SEQUENCE participants_case_number;
            CREATE SEQUENCE participants_reserve_number;
            """,
            """
            DROP SEQUENCE participants_case_number;
            DROP SEQUENCE participants_reserve_number;
            """,
        ),
        migrations.RunSQL(
            """
            DO $$
            DECLARE tab text;
            BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
                    FOREACH tab IN ARRAY ARRAY['participants_journalentry', 'participants_kartlaggningentry',
                        'participants_participantevent', 'participants_referralevent', 'participants_enrolmentevent',
                        'participants_meetingevent', 'participants_closureevent'] LOOP
                        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', tab);
                    END LOOP;
                END IF;
            END $$;
            """,
            migrations.RunSQL.noop,
        ),
    ]
