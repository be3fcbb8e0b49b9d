-- Which days somebody is at some workplaces, of all units: days alone, so that what is free is the same to everybody who
-- places people. Whose they are is told of those among `people` alone whom the reader may know, so that nobody is counted
-- beside themselves; of all others `person` is NULL.
CREATE FUNCTION placements_stays_at(reader bigint, places bigint[], people bigint[])
RETURNS TABLE (place bigint, days daterange, person bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT stay.workplace_id, stay.period, known.id
      FROM staff_user AS asker
     CROSS JOIN (SELECT workplace_id, period, participant_id FROM placements_employment
                  WHERE workplace_id = ANY (places)
                  UNION ALL
                 SELECT held.workplace_id, held.period, theirs.participant_id
                   FROM placements_internship AS held
                   JOIN participants_enrolment AS theirs ON theirs.id = held.enrolment_id
                  WHERE held.workplace_id = ANY (places)) AS stay
      LEFT JOIN participants_participant AS known
        ON known.id = stay.participant_id AND known.id = ANY (people) AND known.unit_id = asker.unit_id
       AND (NOT known.is_protected
            OR EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = asker.id AND ended_at IS NULL
                          AND period @> amc_local_date(now())))
     WHERE asker.id = participants_asking(reader) AND asker.is_active
       AND asker.roles && ARRAY['konsulent', 'enhetschef']::varchar[]
     ORDER BY stay.period
$body$;
