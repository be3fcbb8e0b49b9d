-- As promises.sql has it, but a studiebesök is not the praktik that comes before an arbetsmarknadsanställning [S1].
CREATE OR REPLACE FUNCTION placements_employment_guard() RETURNS trigger
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
                         JOIN placements_internshipkind k ON k.id = i.kind_id AND k.precedes_job
                        WHERE e.participant_id = NEW.participant_id AND lower(i.period) < first_day) THEN
        RAISE EXCEPTION 'there was no internship before the first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'internship_before_first_day';
    END IF;
    RETURN NEW;
END $body$;
