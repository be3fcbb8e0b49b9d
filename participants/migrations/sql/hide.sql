-- What must happen whoever writes, and reaches further than whoever writes may see.

-- A person who has become protected: the referrals with the person's number are the person's, in whichever unit they
-- lie. Refuses persons who are not protected.
CREATE FUNCTION participants_hide_person(person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    PERFORM FROM participants_participant WHERE id = person AND is_protected;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the person is not protected';
    END IF;
    UPDATE participants_referral SET participant_id = person
     WHERE participant_id IS NULL
       AND identity_number IN (SELECT number FROM participants_identitynumber WHERE participant_id = person);
END $body$;

-- A referral with a protected person's number is that person's from the start. Logged by somebody who is not named to
-- see the person it has landed: it goes to the named staff, and whoever logged it goes on seeing what they wrote.
CREATE FUNCTION participants_land_referral() RETURNS trigger
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
     WHERE NEW.identity_number <> '' AND identity.number = NEW.identity_number AND known.is_protected;
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

CREATE TRIGGER referral_lands BEFORE INSERT OR UPDATE OF identity_number ON participants_referral
FOR EACH ROW EXECUTE FUNCTION participants_land_referral();

-- Those of `numbers` that are numbers of persons hidden from `reader`. For what must be left out, never for telling.
CREATE FUNCTION participants_hidden_numbers(reader bigint, numbers text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT identity.number
      FROM participants_identitynumber AS identity
      JOIN participants_participant AS known ON known.id = identity.participant_id
     WHERE known.is_protected AND identity.number = ANY (numbers)
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = reader AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;

-- How many enrolments of a unit belong to persons hidden from `reader`: open now, opened and closed in a period. Only
-- for the line in the totals that cannot be opened.
CREATE FUNCTION participants_hidden_counts(reader bigint, of_unit bigint, first date, last date)
RETURNS TABLE (open_now bigint, came bigint, went bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT count(*) FILTER (WHERE stay.closed_on IS NULL),
           count(*) FILTER (WHERE stay.opened_on BETWEEN first AND last),
           count(*) FILTER (WHERE stay.closed_on BETWEEN first AND last)
      FROM participants_enrolment AS stay
      JOIN participants_participant AS known ON known.id = stay.participant_id
     WHERE known.is_protected AND stay.unit_id = of_unit
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = reader AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;

-- Whoever logged a landed referral has no say in it: it leaves their inbox. Answers whether it had landed with others.
CREATE FUNCTION participants_hand_on(referral bigint, reader bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    UPDATE participants_referral AS t SET landed = false
     WHERE t.id = referral AND t.landed AND t.registered_by_id = reader
       AND NOT EXISTS (SELECT FROM participants_protectedaccess a
                        WHERE a.participant_id = t.participant_id AND a.user_id = reader AND a.ended_at IS NULL
                          AND a.period @> amc_local_date(now()))
       AND EXISTS (SELECT FROM participants_participant p WHERE p.id = t.participant_id AND p.is_protected);
    RETURN FOUND;
END $body$;

-- Names the enhetschefer of the unit, from `today`, for every protected person whom nobody with a usable account is
-- named to see. Answers how many were named.
CREATE FUNCTION participants_keep_somebody_named(today date) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    WITH usable AS (
        SELECT id, unit_id, roles FROM staff_user WHERE is_active AND (expires_on IS NULL OR expires_on >= today)
    ), named AS (
        INSERT INTO participants_protectedaccess (uuid, participant_id, user_id, period, reason, named_at)
        SELECT gen_random_uuid(), p.id, u.id, daterange(today, NULL), 'Ingen annan var kvar', now()
          FROM participants_participant p
          JOIN usable u ON u.unit_id = p.unit_id AND 'enhetschef' = ANY (u.roles)
         WHERE p.is_protected AND NOT EXISTS (
            SELECT FROM participants_protectedaccess a JOIN usable n ON n.id = a.user_id
             WHERE a.participant_id = p.id AND a.ended_at IS NULL AND a.period @> today)
        ON CONFLICT DO NOTHING
        RETURNING id
    )
    SELECT count(*) FROM named
$body$;
