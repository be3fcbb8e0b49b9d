-- The read log ends too, a month and a unit at a time, by the same one way (disposal.sql): a month of an approved run
-- whose term is past by the rule in force. A reading of a person whose disposal is stopped stays, and one that was
-- reviewed as long as the rule of reviews says. The chain keeps a link for each row that goes, so that it stays whole.

CREATE TRIGGER audit_link_disposed AFTER DELETE ON audit_readlog
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION audit_link_disposed();

-- The first moment of a day in the municipality.
CREATE FUNCTION disposal_midnight(day date) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT day::timestamp AT TIME ZONE 'Europe/Stockholm'
$body$;

-- The first month that is kept on a day when each is kept so many months from its last day.
CREATE FUNCTION disposal_first_kept_month(months integer, day date) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
SELECT max(m)::date FROM generate_series(date_trunc('month', day - make_interval(months => months + 2)),
                                         date_trunc('month', day - make_interval(months => months - 1)), '1 month') m
 WHERE ((m - interval '1 day')::date + make_interval(months => months))::date < day
$body$;

-- The first month of the read log that is kept today by the rule in force; NULL, which lets nothing go, without a rule.
CREATE FUNCTION disposal_readings_kept_from() RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT disposal_first_kept_month(rule.months, amc_local_date(now())) FROM disposal_rule('read_log', '') rule
$body$;

-- The readings of a unit from `first` to `last` (not included), with what becomes of each: due, held or review. Those
-- by somebody without a unit go with the unit whose month goes first.
CREATE FUNCTION disposal_fate_of_readings(of_unit bigint, first date, last date)
RETURNS TABLE (id bigint, month date, fate text)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
WITH held AS MATERIALIZED (
    SELECT coalesce(array_agg(h.participant_id), '{}') AS persons FROM disposal_legalhold h WHERE h.lifted_at IS NULL
), addresses AS MATERIALIZED (
    SELECT coalesce(array_agg(a.uuid), '{}') AS uuids FROM held, LATERAL (
        SELECT p.uuid FROM participants_participant p WHERE p.id = ANY (held.persons)
        UNION ALL SELECT f.uuid FROM participants_referral f WHERE f.participant_id = ANY (held.persons)) a
)
SELECT r.id, date_trunc('month', amc_local_date(r.at))::date,
       CASE WHEN r.persons && held.persons OR r.referrals && addresses.uuids OR r.asked_for = ANY (addresses.uuids)
                THEN 'held'
            WHEN f.id IS NOT NULL AND rule.id IS NOT NULL
                 AND amc_local_date(now()) <= (amc_local_date(coalesce(f.reviewed_at, f.flagged_at))
                                               + make_interval(months => rule.months))::date
                THEN 'review'
            ELSE 'due' END
  FROM audit_readlog r CROSS JOIN held CROSS JOIN addresses CROSS JOIN disposal_rule('review', '') rule
  LEFT JOIN review_flag f ON f.reading_id = r.id
 WHERE r.at >= disposal_midnight(first) AND r.at < disposal_midnight(last)
   AND (r.unit_id = of_unit OR r.unit_id IS NULL)
$body$;

-- The months of a unit's read log whose term is past, and how much of each goes or is kept: bare numbers, for whoever
-- reaches the unit's cases.
CREATE FUNCTION disposal_months_of_readings(of_unit bigint)
RETURNS TABLE (month date, due bigint, held bigint, reviewed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT r.month, count(*) FILTER (WHERE r.fate = 'due'), count(*) FILTER (WHERE r.fate = 'held'),
       count(*) FILTER (WHERE r.fate = 'review')
  FROM disposal_fate_of_readings(of_unit, '2000-01-01', disposal_readings_kept_from()) r
 WHERE of_unit = nullif(current_setting('amc.unit_case', true), '')::bigint
 GROUP BY r.month ORDER BY r.month
$body$;

-- Dispose of what is due of a month; answers how many rows of each table went.
CREATE FUNCTION disposal_remove_readings(gone bigint[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    flags bigint[];
    readings bigint;
    reviews bigint;
    events bigint;
BEGIN
    SELECT coalesce(array_agg(f.id), '{}') INTO flags FROM review_flag f WHERE f.reading_id = ANY (gone);
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger
                                             WHERE starts_with(tgname, 'pgtrigger_')), true);
    DELETE FROM reminders_notification n USING review_flag f WHERE f.id = ANY (flags) AND n.subject = f.uuid;
    DELETE FROM review_flagevent WHERE pgh_obj_id = ANY (flags);
    GET DIAGNOSTICS events = ROW_COUNT;
    DELETE FROM review_flag WHERE id = ANY (flags);
    GET DIAGNOSTICS reviews = ROW_COUNT;
    DELETE FROM audit_readlog WHERE id = ANY (gone);
    GET DIAGNOSTICS readings = ROW_COUNT;
    PERFORM set_config('pgtrigger.ignore', '', true);
    RETURN jsonb_build_object('audit_readlog', readings, 'review_flag', reviews, 'review_flagevent', events);
END $body$;

-- The one way in: a month of the read log is carried out here, everything else as before.
ALTER FUNCTION disposal_carry_out(bigint) RENAME TO disposal_carry_out_record;
CREATE FUNCTION disposal_carry_out(wanted bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    item disposal_disposalitem;
    first date;
    gone bigint[];
    held boolean;
    verdict text;
    removed jsonb := '{}';
BEGIN
    SELECT * INTO item FROM disposal_disposalitem WHERE id = wanted AND record = 'read_log' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN disposal_carry_out_record(wanted);
    END IF;
    IF item.outcome <> '' THEN
        RETURN item.outcome;
    END IF;
    first := make_date((item.subject / 100)::int, (item.subject % 100)::int, 1);
    IF first < coalesce(disposal_readings_kept_from(), '-infinity') THEN
        -- A hold that is placed in the same moment waits for this lock, or is seen.
        LOCK TABLE disposal_legalhold IN SHARE MODE;
        SELECT coalesce(array_agg(r.id) FILTER (WHERE r.fate = 'due'), '{}'), bool_or(r.fate = 'held')
          INTO gone, held
          FROM disposal_disposalrun run
          CROSS JOIN LATERAL disposal_fate_of_readings(run.unit_id, first, (first + interval '1 month')::date) r
         WHERE run.id = item.run_id;
        verdict := CASE WHEN held IS NULL THEN 'gone' WHEN cardinality(gone) > 0 THEN 'disposed'
                        WHEN held THEN 'held' ELSE 'review' END;
    ELSE
        verdict := 'not_due';
    END IF;
    IF verdict = 'disposed' THEN
        INSERT INTO disposal_underway VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
        removed := disposal_remove_readings(gone);
        DELETE FROM disposal_underway WHERE xact = pg_current_xact_id();
    END IF;
    UPDATE disposal_disposalitem
       SET outcome = verdict, carried_out_at = now(), counts = removed,
           rule_id = CASE verdict WHEN 'disposed' THEN (SELECT rule.id FROM disposal_rule('read_log', '') rule) END
     WHERE id = wanted;
    RETURN verdict;
END $body$;

DO $$
DECLARE
    someone text;
    routine regprocedure;
BEGIN
    FOR routine IN SELECT oid::regprocedure FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'disposal_')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    FOR someone IN SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'worker') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION disposal_carry_out_record(bigint) FROM %I', someone);
        EXECUTE format('GRANT EXECUTE ON FUNCTION disposal_carry_out(bigint) TO %I', someone);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT EXECUTE ON FUNCTION disposal_months_of_readings(bigint), disposal_first_kept_month(integer, date) TO app;
    END IF;
END $$;
