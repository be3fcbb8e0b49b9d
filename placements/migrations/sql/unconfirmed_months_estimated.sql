-- The same rows. PostgreSQL takes generate_series for 1,000 rows and an array of unknown length for 10: what a
-- supervision has. With the first it reads every confirmed month there is, with the second those of the case, once.
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
       )) AS m(month);
