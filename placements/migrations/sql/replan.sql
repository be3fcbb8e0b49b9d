-- What a changed interval of a form of employment does to the follow-ups of those that run, on `today`: one row for each that
-- is to be moved ("move", with its key), added ("add") or cancelled ("cancel"), and "keep" for those that stand on a day that
-- is asked for. The days are those of placements.rules.periods.follow_up_days; `months` NULL asks for none.
--
-- Only what lies ahead is touched. What is held, booked, or to be done by today stands, and answers for the day nearest to it
-- where that lies within half the interval; what was never planned is not asked for afterwards.
CREATE FUNCTION placements_replanned(form text, months integer, today date)
RETURNS TABLE (deed text, enrolment bigint, follow_up bigint, employment bigint, number integer, due date)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
    WITH people AS (
        SELECT DISTINCT e.participant_id
          FROM placements_employment AS e
          JOIN participants_enrolment AS c ON c.id = e.enrolment_id AND c.closed_on IS NULL
         WHERE e.scheme = form AND upper(e.period) > today),
    contracts AS (
        SELECT e.id, e.participant_id, e.enrolment_id, lower(e.period) AS first, upper(e.period) - 1 AS last
          FROM placements_employment AS e JOIN people USING (participant_id)
         WHERE e.scheme = form),
    marks AS (
        SELECT s.participant_id, g.n, (s.first + make_interval(months => g.n * $2))::date AS day
          FROM (SELECT participant_id, min(first) AS first, max(last) AS last FROM contracts GROUP BY 1) AS s
         CROSS JOIN LATERAL generate_series(1, (s.last - s.first) / (28 * $2) + 1) AS g(n)
         WHERE (s.first + make_interval(months => g.n * $2))::date <= s.last + 1),
    asked AS (
        SELECT DISTINCT ON (m.participant_id, found.due)
               m.participant_id, m.n, found.id AS employment, found.enrolment_id, found.due
          FROM marks AS m
         CROSS JOIN LATERAL (
               SELECT c.id, c.enrolment_id,
                      CASE WHEN m.day BETWEEN c.first AND c.last THEN m.day
                           WHEN m.day = c.last + 1 THEN c.last ELSE c.first END AS due
                 FROM contracts AS c
                WHERE c.participant_id = m.participant_id AND c.last >= m.day - 1
                ORDER BY (m.day BETWEEN c.first AND c.last) DESC, (m.day = c.last + 1) DESC, c.first, c.last, c.id
                LIMIT 1) AS found
         ORDER BY m.participant_id, found.due, m.n),
    standing AS (
        SELECT f.id, f.enrolment_id, c.participant_id, f.due_on,
               f.held_on IS NOT NULL OR f.booked_at IS NOT NULL OR f.meeting_id IS NOT NULL OR f.due_on <= today
               AS stands, f.held_on IS NULL AND c.closed_on IS NULL AS is_open
          FROM handlingsplan_followup AS f
          JOIN participants_enrolment AS c ON c.id = f.enrolment_id
          JOIN people USING (participant_id)
         WHERE f.kind = 'ami_yearly' AND f.cancelled_at IS NULL
           AND NOT EXISTS (SELECT FROM placements_employmentfollowup AS l
                             JOIN placements_employment AS other ON other.id = l.employment_id
                            WHERE l.follow_up_id = f.id AND other.scheme <> form)),
    answered AS (
        SELECT nearest.participant_id, nearest.due
          FROM standing AS s
         CROSS JOIN LATERAL (
               SELECT a.participant_id, a.due FROM asked AS a
                WHERE a.participant_id = s.participant_id AND abs(a.due - s.due_on) <= 15 * $2
                ORDER BY abs(a.due - s.due_on), a.due LIMIT 1) AS nearest
         WHERE s.stands),
    ahead AS (
        SELECT a.* FROM asked AS a
          JOIN participants_enrolment AS c ON c.id = a.enrolment_id AND c.closed_on IS NULL
         WHERE a.due > today
           AND NOT EXISTS (SELECT FROM answered AS x WHERE x.participant_id = a.participant_id AND x.due = a.due)),
    free AS (
        SELECT s.id, s.enrolment_id, s.due_on, row_number() OVER (PARTITION BY s.enrolment_id, s.due_on ORDER BY s.id) AS twin
          FROM standing AS s WHERE NOT s.stands AND s.is_open),
    kept AS (
        SELECT f.id, a.enrolment_id, a.employment, a.n, a.due
          FROM free AS f JOIN ahead AS a ON a.enrolment_id = f.enrolment_id AND a.due = f.due_on AND f.twin = 1),
    days AS (
        SELECT a.*, row_number() OVER (PARTITION BY a.enrolment_id ORDER BY a.due) AS place
          FROM ahead AS a WHERE NOT EXISTS (SELECT FROM kept AS k WHERE k.enrolment_id = a.enrolment_id AND k.due = a.due)),
    loose AS (
        SELECT f.*, row_number() OVER (PARTITION BY f.enrolment_id ORDER BY f.due_on, f.id) AS place
          FROM free AS f WHERE NOT EXISTS (SELECT FROM kept AS k WHERE k.id = f.id))
    SELECT 'keep', k.enrolment_id, k.id, k.employment, k.n, k.due FROM kept AS k
     UNION ALL
    SELECT CASE WHEN d.due IS NULL THEN 'cancel' WHEN f.id IS NULL THEN 'add' ELSE 'move' END,
           coalesce(d.enrolment_id, f.enrolment_id), f.id, d.employment, d.n, d.due
      FROM days AS d FULL JOIN loose AS f ON f.enrolment_id = d.enrolment_id AND f.place = d.place
$body$;

-- The same for all units, for a systemförvaltare, who sees no case: how many there are of each, and done where
-- `carry_out` says so. It answers the user of the transaction.
CREATE FUNCTION placements_replan(
    reader bigint, form text, months integer, today date, carry_out boolean, reason text
) RETURNS TABLE (cases bigint, moved bigint, added bigint, cancelled bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    one record;
    made bigint;
    touched bigint[] := '{}';
    employments bigint[] := '{}';
    followed bigint[] := '{}';
    numbers integer[] := '{}';
BEGIN
    cases := 0; moved := 0; added := 0; cancelled := 0;
    IF NOT EXISTS (SELECT FROM staff_user AS asker
                    WHERE asker.id = participants_asking(reader) AND asker.is_active
                      AND 'systemforvaltare' = ANY (asker.roles)) THEN
        RETURN;
    END IF;
    IF carry_out THEN
        -- In the order in which everybody else locks cases.
        PERFORM c.id FROM participants_enrolment AS c
          WHERE c.closed_on IS NULL AND EXISTS (
                SELECT FROM placements_employment AS e
                 WHERE e.enrolment_id = c.id AND e.scheme = form AND upper(e.period) > today)
          ORDER BY c.id FOR NO KEY UPDATE;
    END IF;
    FOR one IN SELECT * FROM placements_replanned(form, months, today) AS r ORDER BY r.enrolment, r.due LOOP
        made := one.follow_up;
        IF one.deed = 'move' THEN moved := moved + 1;
        ELSIF one.deed = 'add' THEN added := added + 1;
        ELSIF one.deed = 'cancel' THEN cancelled := cancelled + 1;
        END IF;
        IF one.deed <> 'keep' AND one.enrolment <> ALL (touched) THEN
            touched := touched || one.enrolment;
        END IF;
        IF NOT carry_out THEN
            CONTINUE;
        END IF;
        DELETE FROM placements_employmentfollowup WHERE follow_up_id = made;
        IF one.deed = 'move' THEN
            UPDATE handlingsplan_followup SET due_on = one.due, revision = revision + 1 WHERE id = made;
        ELSIF one.deed = 'add' THEN
            INSERT INTO handlingsplan_followup (uuid, revision, enrolment_id, kind, due_on, attendees, agreed, cancelled_reason)
            VALUES (gen_random_uuid(), 0, one.enrolment, 'ami_yearly', one.due, '{}', '', '') RETURNING id INTO made;
        ELSIF one.deed = 'cancel' THEN
            UPDATE handlingsplan_followup SET cancelled_at = now(), cancelled_reason = reason, revision = revision + 1
             WHERE id = made;
            CONTINUE;
        END IF;
        employments := employments || one.employment; followed := followed || made; numbers := numbers || one.number;
    END LOOP;
    INSERT INTO placements_employmentfollowup (employment_id, follow_up_id, year)
    SELECT * FROM unnest(employments, followed, numbers) ON CONFLICT DO NOTHING;
    cases := cardinality(touched);
    RETURN NEXT;
END
$body$;
