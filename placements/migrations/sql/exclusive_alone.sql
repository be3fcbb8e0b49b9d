-- A form that may not overlap another time-limited one (placements_scheme.exclusive), whichever it is; AMI and
-- arbetsmarknadsanställning have their exclusion constraint besides. The participant's row is locked first, as the
-- actions lock it, so two transactions cannot both pass. Days that are only taken away break nothing.
CREATE FUNCTION placements_exclusive_alone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM placements_scheme WHERE code = NEW.scheme AND exclusive) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.scheme = NEW.scheme AND OLD.participant_id = NEW.participant_id
       AND NEW.period <@ OLD.period THEN
        RETURN NULL;
    END IF;
    PERFORM FROM participants_participant WHERE id = NEW.participant_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM placements_employment e JOIN placements_scheme s ON s.code = e.scheme AND s.exclusive
                WHERE e.participant_id = NEW.participant_id AND e.id <> NEW.id AND e.period && NEW.period) THEN
        RAISE EXCEPTION 'overlaps another employment that may not be overlapped'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'exclusive_alone';
    END IF;
    RETURN NULL;
END $body$;
CREATE TRIGGER employment_exclusive_alone AFTER INSERT OR UPDATE OF period, scheme, participant_id
    ON placements_employment FOR EACH ROW EXECUTE FUNCTION placements_exclusive_alone();
