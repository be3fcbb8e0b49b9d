DROP FUNCTION handlingsplan_hidden_moved(bigint, bigint, date, date);

-- How many enrolments of the unit of whoever asks, of persons hidden from them, have answered one set of questions twice or more
-- in a period.
-- Only for the line in the totals that cannot be opened; without a user of the transaction for the one that is named.
CREATE FUNCTION handlingsplan_hidden_moved(reader bigint, of_unit bigint, first date, last date, of_set bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT count(*) FROM (
        SELECT FROM handlingsplan_progressmeasure AS measure
          JOIN handlingsplan_progressversion AS asked ON asked.id = measure.version_id AND asked.set_id = of_set
          JOIN participants_enrolment AS stay ON stay.id = measure.enrolment_id
          JOIN participants_participant AS known ON known.id = stay.participant_id
         WHERE known.is_protected AND stay.unit_id = participants_unit_asking(of_unit)
           AND measure.voice = 'deltagare' AND measure.measured_on BETWEEN first AND last
           AND NOT EXISTS (SELECT FROM participants_protectedaccess
                            WHERE participant_id = known.id AND user_id = participants_asking(reader)
                              AND ended_at IS NULL AND period @> amc_local_date(now()))
         GROUP BY stay.id HAVING count(*) > 1
    ) AS moved
$body$;
