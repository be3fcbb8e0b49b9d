-- As waiting_requisitions_of_the_case.sql, without the months that were asked for before the decision was entered: those
-- whose last day in common is `requested_until` or earlier (placements.rules.wage_support.months_to_ask).
CREATE OR REPLACE VIEW placements_waitingrequisition AS
SELECT w.id AS support_id,
       w.uuid AS uuid,
       w.enrolment_id AS enrolment_id,
       e.participant_id AS participant_id,
       m.month AS month,
       (m.month + interval '1 month')::date AS over_on,
       (m.month + interval '1 month')::date - 1 + k.requisition_days AS due_on
  FROM placements_wagesupport w
  JOIN placements_employment e ON e.id = w.employment_id
  JOIN placements_scheme k ON k.code = w.kind AND k.requisition_days IS NOT NULL
 CROSS JOIN LATERAL unnest(ARRAY(
       SELECT g.month::date
         FROM generate_series(
              date_trunc('month', greatest(w.first_day, lower(e.period))::timestamp),
              least(w.last_day, upper(e.period) - 1)::timestamp, interval '1 month'
              ) AS g(month)
        WHERE g.month::date <> ALL (ARRAY(
              SELECT r.month FROM placements_requisition r WHERE r.support_id = w.id AND r.withdrawn_at IS NULL
              ))
          AND (w.requested_until IS NULL
               OR least((g.month + interval '1 month')::date - 1, w.last_day, upper(e.period) - 1) > w.requested_until)
       )) AS m(month);
