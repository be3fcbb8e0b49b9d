-- Since when somebody has been so many days in the unit's own workshops, praktik and employment together, 30 days to the
-- month (placements.rules.lock_in.workshop_asked_on). Null when no such stay runs on the day.
CREATE FUNCTION placements_workshop_asked_on(person bigint, day date, days integer) RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
    WITH stay AS (
        SELECT i.period
          FROM placements_internship i
          JOIN participants_enrolment e ON e.id = i.enrolment_id
          JOIN placements_internshipkind k ON k.id = i.kind_id AND k.precedes_job
          JOIN placements_workplace w ON w.id = i.workplace_id AND w.own_workshop
         WHERE e.participant_id = person
         UNION ALL
        SELECT m.period
          FROM placements_employment m
          JOIN placements_workplace w ON w.id = m.workplace_id AND w.own_workshop
         WHERE m.participant_id = person)
    SELECT min(lower(s.period) + greatest(days - coalesce(
               (SELECT sum(amc_period_days(t.period)) FROM stay t WHERE lower(t.period) < lower(s.period)), 0), 0)::integer)
      FROM stay s
     WHERE s.period @> day
$body$;

-- The first day of the praktik that runs on the day and is at least the number so many without an employment before it
-- (placements.rules.lock_in.praktik_asked_on).
CREATE FUNCTION placements_praktik_asked_on(person bigint, day date, number integer) RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
    WITH stay AS (
        SELECT i.id, i.period, i.end_reason = 'employed' AS employed
          FROM placements_internship i
          JOIN participants_enrolment e ON e.id = i.enrolment_id
          JOIN placements_internshipkind k ON k.id = i.kind_id AND k.precedes_job
         WHERE e.participant_id = person)
    SELECT min(lower(s.period))
      FROM stay s
     WHERE s.period @> day AND NOT s.employed
       AND number <= (SELECT count(*) FROM stay t
                       WHERE t.period <= s.period
                         AND NOT EXISTS (SELECT FROM stay x
                                          WHERE x.employed AND x.period >= t.period AND x.period <= s.period))
$body$;
