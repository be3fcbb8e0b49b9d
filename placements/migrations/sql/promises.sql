-- What the database itself promises of employments and supervision (domain.md section 4).

-- What a scheme requires before the first day, and how long it may last.
CREATE FUNCTION placements_employment_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    rules placements_scheme;
    first_day date := lower(NEW.period);
BEGIN
    IF NOT EXISTS (SELECT FROM participants_enrolment
                    WHERE id = NEW.enrolment_id AND participant_id = NEW.participant_id) THEN
        RAISE EXCEPTION 'the enrolment is another person''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'employment_of_the_enrolled';
    END IF;
    SELECT * INTO STRICT rules FROM placements_scheme WHERE code = NEW.scheme;
    IF rules.breach_refuses AND NOT amc_within_months(NEW.period, rules.max_months) THEN
        RAISE EXCEPTION 'longer than the scheme allows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'employment_within_scheme';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.scheme = NEW.scheme AND lower(OLD.period) = first_day
       AND OLD.enrolment_id = NEW.enrolment_id AND OLD.exception_by_id IS NOT DISTINCT FROM NEW.exception_by_id THEN
        RETURN NEW;
    END IF;
    IF rules.requires_plan
       AND NOT EXISTS (SELECT FROM handlingsplan_planversion v JOIN handlingsplan_plan p ON p.id = v.plan_id
                        WHERE p.enrolment_id = NEW.enrolment_id AND v.state <> 'draft' AND v.agreed_on < first_day)
       AND (NEW.exception_by_id IS NULL
            OR NEW.scheme = 'ami' AND (NEW.exception_paper_date IS NULL OR NEW.exception_paper_date >= first_day)) THEN
        RAISE EXCEPTION 'the plan was not agreed before the first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_agreed_before_first_day';
    END IF;
    IF rules.requires_kartlaggning AND NEW.exception_by_id IS NULL
       AND NOT EXISTS (SELECT FROM participants_kartlaggningentry k
                        WHERE k.participant_id = NEW.participant_id AND amc_local_date(k.created_at) < first_day) THEN
        RAISE EXCEPTION 'there was no kartläggning before the first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'kartlaggning_before_first_day';
    END IF;
    IF rules.requires_internship AND NEW.exception_by_id IS NULL
       AND NOT EXISTS (SELECT FROM placements_internship i JOIN participants_enrolment e ON e.id = i.enrolment_id
                        WHERE e.participant_id = NEW.participant_id AND lower(i.period) < first_day) THEN
        RAISE EXCEPTION 'there was no internship before the first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'internship_before_first_day';
    END IF;
    RETURN NEW;
END $body$;

CREATE TRIGGER employment_guard BEFORE INSERT OR UPDATE ON placements_employment
FOR EACH ROW EXECUTE FUNCTION placements_employment_guard();

-- The total of AMI per person. The row of the total is locked by the update, so two transactions cannot both pass.
CREATE FUNCTION placements_count_ami() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    used integer;
    longest integer;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.scheme = 'ami' THEN
        UPDATE placements_amitotal SET days = days - amc_period_days(OLD.period)
         WHERE participant_id = OLD.participant_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.scheme = 'ami' THEN
        INSERT INTO placements_amitotal AS total (participant_id, days)
        VALUES (NEW.participant_id, amc_period_days(NEW.period))
        ON CONFLICT (participant_id) DO UPDATE SET days = total.days + EXCLUDED.days
        RETURNING days INTO used;
        SELECT total_max_months INTO longest FROM placements_scheme WHERE code = 'ami';
        IF used > longest * 30 THEN
            RAISE EXCEPTION 'more AMI in all than allowed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ami_in_all_at_most';
        END IF;
    END IF;
    RETURN NULL;
END $body$;

CREATE TRIGGER employment_count_ami AFTER INSERT OR DELETE OR UPDATE OF period, scheme, participant_id
ON placements_employment FOR EACH ROW EXECUTE FUNCTION placements_count_ami();

-- A supervisor from day one; looked at when the transaction ends, as the placement is written before its supervision.
CREATE FUNCTION placements_supervised_from_day_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF TG_TABLE_NAME = 'placements_employment' THEN
        IF NOT EXISTS (SELECT FROM placements_scheme WHERE code = NEW.scheme AND requires_supervisor)
           OR EXISTS (SELECT FROM placements_supervision
                       WHERE employment_id = NEW.id AND period @> lower(NEW.period))
           OR NOT EXISTS (SELECT FROM placements_employment WHERE id = NEW.id) THEN
            RETURN NULL;
        END IF;
    ELSIF EXISTS (SELECT FROM placements_supervision WHERE internship_id = NEW.id AND period @> lower(NEW.period))
       OR NOT EXISTS (SELECT FROM placements_internship WHERE id = NEW.id) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'there is no supervisor on the first day'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'supervisor_from_day_one';
END $body$;

CREATE CONSTRAINT TRIGGER employment_supervised AFTER INSERT ON placements_employment
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_supervised_from_day_one();
CREATE CONSTRAINT TRIGGER internship_supervised AFTER INSERT ON placements_internship
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_supervised_from_day_one();

-- The running role adds to history, confirmations and totals, and never rewrites them.
DO $$
DECLARE tab text;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON placements_amitotal FROM app;
        FOREACH tab IN ARRAY ARRAY['placements_supervisionmonth', 'placements_employerevent',
            'placements_workplaceevent', 'placements_employmentevent', 'placements_internshipevent',
            'placements_supervisorevent', 'placements_supervisionevent', 'placements_supervisorpaymentevent',
            'handlingsplan_planversionevent', 'handlingsplan_activityevent', 'handlingsplan_followupevent',
            'staff_userevent'] LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', tab);
        END LOOP;
    END IF;
END $$;
