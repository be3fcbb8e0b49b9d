from pathlib import Path

import django.contrib.postgres.constraints
from django.db import migrations

import placements.models.placement
import placements.models.supervisor_place

SQL = Path(__file__).parent / "sql"
# Two rows of one supervisor at one workplace that run into each other, left by employers that were merged, become one.
MEND = """
DO $body$
DECLARE
    twice record;
BEGIN
    LOOP
        SELECT b.id, b.workplace_id INTO twice
          FROM placements_supervisorplace AS a
          JOIN placements_supervisorplace AS b
            ON b.supervisor_id = a.supervisor_id AND b.workplace_id = a.workplace_id AND a.id < b.id
           AND daterange(a.first_day, a.last_day, '[]') && daterange(b.first_day, b.last_day, '[]')
         LIMIT 1;
        EXIT WHEN NOT FOUND;
        PERFORM placements_serve_as_one(twice.id, twice.workplace_id);
    END LOOP;
END
$body$;
"""


class Migration(migrations.Migration):

    dependencies = [("placements", "0035_supervisor_places"), ("participants", "0027_planned_changes")]

    operations = [
        migrations.RunSQL(
            (SQL / "merge_employers_as_one.sql").read_text(),
            (SQL / "merge_employers_and_served.sql").read_text() + "DROP FUNCTION placements_serve_as_one(bigint, bigint);",
        ),
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="supervisorplace",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="supervisor_serves_a_place_once_at_a_time",
                expressions=[
                    (placements.models.placement.OneInteger("supervisor"), "="),
                    (placements.models.placement.OneInteger("workplace"), "="),
                    (placements.models.supervisor_place.Days("first_day", "last_day"), "&&"),
                ],
            ),
        ),
        migrations.RunSQL(
            (SQL / "stays_at.sql").read_text(), "DROP FUNCTION placements_stays_at(bigint, bigint[], bigint[]);"
        ),
    ]
