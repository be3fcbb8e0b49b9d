-- As stand_ins.sql has it, and the months before those that are asked for: they were confirmed and paid elsewhere.
CREATE OR REPLACE FUNCTION placements_away_months(bigint) RETURNS date[]
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT coalesce(array_agg(m::date), '{}')
      FROM placements_supervision s
     CROSS JOIN LATERAL generate_series(
           date_trunc('month', lower(s.period)::timestamp), (upper(s.period) - 1)::timestamp, interval '1 month'
           ) AS g(m)
     WHERE s.id = $1
       AND (m::date < s.asked_from
            OR EXISTS (SELECT FROM placements_suspension u
                     WHERE u.employment_id = s.employment_id AND u.withdrawn_on IS NULL
                       AND u.period @> (s.period * daterange(m::date, (m + interval '1 month')::date)))
            OR NOT s.stands_in AND s.period * daterange(m::date, (m + interval '1 month')::date) <@ (
               SELECT range_agg(x.period) FROM placements_supervision x
                WHERE x.enrolment_id = s.enrolment_id AND x.stands_in
                  AND x.employment_id IS NOT DISTINCT FROM s.employment_id
                  AND x.internship_id IS NOT DISTINCT FROM s.internship_id))
$body$;

CREATE OR REPLACE VIEW placements_unconfirmedmonth AS
SELECT s.id AS supervision_id,
       m.month AS month,
       (m.month + interval '1 month')::date AS over_on
  FROM placements_supervision s
 CROSS JOIN LATERAL unnest(ARRAY(
       SELECT g.month::date
         FROM generate_series(
              date_trunc('month', lower(s.period)::timestamp), (upper(s.period) - 1)::timestamp, interval '1 month'
              ) AS g(month)
        WHERE g.month::date <> ALL (ARRAY(
              SELECT c.month FROM placements_supervisionmonth c WHERE c.supervision_id = s.id
              ))
          AND (s.asked_from IS NULL OR g.month::date >= s.asked_from)
       )) AS m(month)
 WHERE NOT EXISTS (SELECT FROM placements_suspension u
                    WHERE u.employment_id = s.employment_id AND u.withdrawn_on IS NULL
                      AND u.period @> (s.period * daterange(m.month, (m.month + interval '1 month')::date)))
   AND coalesce(s.stands_in OR NOT s.period * daterange(m.month, (m.month + interval '1 month')::date) <@ (
       SELECT range_agg(x.period) FROM placements_supervision x
        WHERE x.enrolment_id = s.enrolment_id AND x.stands_in
          AND x.employment_id IS NOT DISTINCT FROM s.employment_id
          AND x.internship_id IS NOT DISTINCT FROM s.internship_id), true);
