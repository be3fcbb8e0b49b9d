-- As asked_from.sql has it, with whose they are: to join the supervision once more for it, PostgreSQL looked each of them up
-- twice and the wall with it.
CREATE OR REPLACE VIEW placements_unconfirmedmonth AS
SELECT s.id AS supervision_id,
       m.month AS month,
       (m.month + interval '1 month')::date AS over_on,
       s.uuid AS uuid,
       s.enrolment_id AS enrolment_id,
       s.supervisor_id AS supervisor_id
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
