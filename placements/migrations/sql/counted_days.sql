-- How much of its form's time an employment takes together with those that are counted with it: per person, per person
-- and employer, or the contract alone (placements_scheme.counted). One answer for the limit and for what pages show.
CREATE FUNCTION placements_counted_days(bigint) RETURNS integer
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT sum(amc_period_days(o.period))::integer
      FROM placements_employment e
      JOIN placements_scheme s ON s.code = e.scheme
      JOIN placements_employment o ON o.participant_id = e.participant_id AND o.scheme = e.scheme
       AND CASE s.counted WHEN 'person' THEN true
                          WHEN 'employer' THEN o.employer_id = e.employer_id
                          ELSE o.id = e.id END
     WHERE e.id = $1
$body$;

-- The total of AMI per person, as before; and the limit of every form that refuses, counted as the form says. The
-- participant's row is locked first, as the actions lock it, so two transactions cannot both pass.
CREATE OR REPLACE FUNCTION placements_count_ami() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    rules placements_scheme;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT * INTO STRICT rules FROM placements_scheme WHERE code = NEW.scheme;
        IF rules.breach_refuses AND rules.total_max_months IS NOT NULL THEN
            PERFORM FROM participants_participant WHERE id = NEW.participant_id FOR NO KEY UPDATE;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.scheme = 'ami' THEN
        UPDATE placements_amitotal SET days = days - amc_period_days(OLD.period)
         WHERE participant_id = OLD.participant_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.scheme = 'ami' THEN
        INSERT INTO placements_amitotal AS total (participant_id, days)
        VALUES (NEW.participant_id, amc_period_days(NEW.period))
        ON CONFLICT (participant_id) DO UPDATE SET days = total.days + EXCLUDED.days;
    END IF;
    IF TG_OP <> 'DELETE' AND rules.breach_refuses AND rules.counted <> 'contract'
       AND placements_counted_days(NEW.id) > rules.total_max_months * 30 THEN
        RAISE EXCEPTION 'more in all than the scheme allows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ami_in_all_at_most';
    END IF;
    RETURN NULL;
END $body$;

-- A confirmed month stays within the supervision it was confirmed for.
CREATE FUNCTION placements_supervision_holds_its_months() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM placements_supervisionmonth m
                WHERE m.supervision_id = NEW.id AND m.month >= upper(NEW.period)) THEN
        RAISE EXCEPTION 'a confirmed month would fall outside'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'supervision_holds_its_months';
    END IF;
    RETURN NULL;
END $body$;

CREATE TRIGGER supervision_holds_its_months AFTER UPDATE OF period ON placements_supervision
FOR EACH ROW EXECUTE FUNCTION placements_supervision_holds_its_months();

-- The months of a supervision on all of whose days somebody is away: there is nothing to confirm. Supervisors are told
-- which months, and nothing of why.
CREATE FUNCTION placements_away_months(bigint) RETURNS date[]
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT coalesce(array_agg(m::date), '{}')
      FROM placements_supervision s
     CROSS JOIN LATERAL generate_series(
           date_trunc('month', lower(s.period)::timestamp), (upper(s.period) - 1)::timestamp, interval '1 month'
           ) AS g(m)
     WHERE s.id = $1
       AND EXISTS (SELECT FROM placements_suspension u
                    WHERE u.employment_id = s.employment_id AND u.withdrawn_on IS NULL
                      AND u.period @> (s.period * daterange(m::date, (m + interval '1 month')::date)))
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
       )) AS m(month)
 WHERE NOT EXISTS (SELECT FROM placements_suspension u
                    WHERE u.employment_id = s.employment_id AND u.withdrawn_on IS NULL
                      AND u.period @> (s.period * daterange(m.month, (m.month + interval '1 month')::date)));
