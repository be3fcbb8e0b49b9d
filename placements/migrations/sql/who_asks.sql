-- How many time-limited employments that run today in a unit's cases belong to persons hidden from `reader`. Only for the
-- line in the totals that cannot be opened.
CREATE OR REPLACE FUNCTION placements_hidden_running(reader bigint, of_unit bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT count(*)
      FROM placements_employment AS work
      JOIN participants_enrolment AS stay ON stay.id = work.enrolment_id
      JOIN participants_participant AS known ON known.id = stay.participant_id
     WHERE known.is_protected AND stay.unit_id = participants_unit_asking(of_unit)
       AND work.scheme IN ('ami', 'ama') AND work.period @> amc_local_date(now())
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = participants_asking(reader) AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;
