-- A confirmed month stays within the supervision it was confirmed for, at both ends. A correction may say that there was
-- no supervision that month after all.
CREATE OR REPLACE FUNCTION placements_supervision_holds_its_months() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM placements_supervisionmonth m
                WHERE m.supervision_id = NEW.id
                  AND (m.month >= upper(NEW.period) OR (m.month + interval '1 month')::date <= lower(NEW.period))
                  AND coalesce((SELECT c.took_place FROM placements_monthcorrection c
                                 WHERE c.proof_id = m.id AND NOT c.is_dispute
                                 ORDER BY c.id DESC LIMIT 1), m.took_place)) THEN
        RAISE EXCEPTION 'a confirmed month would fall outside'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'supervision_holds_its_months';
    END IF;
    RETURN NULL;
END $body$;
