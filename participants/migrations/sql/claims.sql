-- One identity number on two persons, where whoever writes the second sees nothing of the first: hidden, or in another
-- unit. What is written then is written as any other, and disputed; the first is claimed, which those who work with that
-- person are reminded of. Without a user (a load, a restore) a number that is taken is refused by its index.
CREATE FUNCTION participants_dispute_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    holder bigint;
BEGIN
    IF nullif(current_setting('amc.user', true), '') IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT held.id INTO holder
      FROM participants_identitynumber AS held
      JOIN participants_participant AS known ON known.id = held.participant_id
     WHERE held.number = NEW.number AND NOT held.disputed AND held.participant_id <> NEW.participant_id
       AND (wall.is_hidden(known.id)
            OR known.unit_id <> (SELECT unit_id FROM participants_participant WHERE id = NEW.participant_id));
    IF FOUND THEN
        NEW.disputed := true;
        UPDATE participants_identitynumber SET claimed_on = wall.today() WHERE id = holder;
    END IF;
    RETURN NEW;
END $body$;

CREATE TRIGGER identity_number_is_disputed BEFORE INSERT ON participants_identitynumber
FOR EACH ROW EXECUTE FUNCTION participants_dispute_number();

-- A number whose holder is gone (disposed of) is the next one's who says so.
CREATE FUNCTION participants_pass_number_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    UPDATE participants_identitynumber SET disputed = false
     WHERE id = (SELECT min(id) FROM participants_identitynumber
                  WHERE number = OLD.number AND disputed AND is_current AND NOT OLD.disputed);
    RETURN NULL;
END $body$;

CREATE TRIGGER identity_number_passes_on AFTER DELETE ON participants_identitynumber
FOR EACH ROW EXECUTE FUNCTION participants_pass_number_on();

-- Whoever held a claimed number has another: the number is the next one's who says so. Told nothing of.
CREATE PROCEDURE participants_yield_number(yielded bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    given text;
BEGIN
    UPDATE participants_identitynumber SET disputed = true, claimed_on = NULL
     WHERE id = yielded AND claimed_on IS NOT NULL AND NOT is_current
    RETURNING number INTO given;
    UPDATE participants_identitynumber SET disputed = false
     WHERE id = (SELECT min(id) FROM participants_identitynumber
                  WHERE number = given AND disputed AND is_current AND id <> yielded);
END $body$;

-- A disputed number is nobody's for sure: what is asked of a number is asked of who holds it.
CREATE OR REPLACE FUNCTION participants_hide_person(person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    PERFORM FROM participants_participant WHERE id = person AND is_protected;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the person is not protected';
    END IF;
    UPDATE participants_referral SET participant_id = person
     WHERE participant_id IS NULL
       AND identity_number IN (SELECT number FROM participants_identitynumber
                                WHERE participant_id = person AND NOT disputed);
END $body$;

CREATE OR REPLACE FUNCTION participants_hidden_numbers(reader bigint, numbers text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT identity.number
      FROM participants_identitynumber AS identity
      JOIN participants_participant AS known ON known.id = identity.participant_id
     WHERE known.is_protected AND NOT identity.disputed AND identity.number = ANY (numbers)
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = reader AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;

CREATE OR REPLACE FUNCTION participants_land_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    person bigint;
    writer bigint := coalesce(nullif(current_setting('amc.user', true), '')::bigint, NEW.registered_by_id);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.identity_number = OLD.identity_number OR NEW.state NOT IN ('unseen', 'seen', 'supplement') THEN
            RETURN NEW;
        END IF;
        -- Whoever corrects the number says that it was somebody else.
        NEW.participant_id := NULL;
        NEW.landed := false;
    END IF;
    SELECT known.id INTO person
      FROM participants_identitynumber AS identity
      JOIN participants_participant AS known ON known.id = identity.participant_id
     WHERE NEW.identity_number <> '' AND identity.number = NEW.identity_number AND NOT identity.disputed
       AND known.is_protected;
    IF person IS NOT NULL THEN
        NEW.participant_id := person;
        NEW.landed := NOT EXISTS (
            SELECT FROM participants_protectedaccess
             WHERE participant_id = person AND user_id = writer AND ended_at IS NULL
               AND period @> amc_local_date(now()));
        IF NEW.landed THEN
            -- Also where somebody else's referral was corrected to the number: it is then the writer's.
            NEW.registered_by_id := writer;
        END IF;
    END IF;
    RETURN NEW;
END $body$;
