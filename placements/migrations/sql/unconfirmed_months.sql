-- Months of supervision that nobody has confirmed: asked each time, never stored. A month is over on the first day
-- of the next one.
CREATE VIEW placements_unconfirmedmonth AS
SELECT s.id AS supervision_id,
       m.month::date AS month,
       (m.month + interval '1 month')::date AS over_on
  FROM placements_supervision s
 CROSS JOIN LATERAL generate_series(
       date_trunc('month', lower(s.period)::timestamp), (upper(s.period) - 1)::timestamp, interval '1 month'
       ) AS m(month)
 WHERE NOT EXISTS (SELECT FROM placements_supervisionmonth c
                    WHERE c.supervision_id = s.id AND c.month = m.month::date);
