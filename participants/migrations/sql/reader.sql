-- Who asks is the user of the transaction, whoever is named; without one (a load, a test) whoever is named.
CREATE OR REPLACE FUNCTION participants_asking(reader bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce(nullif(current_setting('amc.user', true), '')::bigint, reader)
$body$;

-- The unit of whoever asks; without a user the one that is named.
CREATE OR REPLACE FUNCTION participants_unit_asking(of_unit bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT CASE WHEN nullif(current_setting('amc.user', true), '') IS NULL THEN of_unit
                ELSE (SELECT unit_id FROM staff_user WHERE id = current_setting('amc.user')::bigint) END
$body$;

CREATE OR REPLACE FUNCTION participants_hidden_numbers(reader bigint, numbers text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT identity.number
      FROM participants_identitynumber AS identity
      JOIN participants_participant AS known ON known.id = identity.participant_id
     WHERE known.is_protected AND NOT identity.disputed AND identity.number = ANY (numbers)
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = participants_asking(reader) AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;

CREATE OR REPLACE FUNCTION participants_hidden_counts(reader bigint, of_unit bigint, first date, last date)
RETURNS TABLE (open_now bigint, came bigint, went bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT count(*) FILTER (WHERE stay.closed_on IS NULL),
           count(*) FILTER (WHERE stay.opened_on BETWEEN first AND last),
           count(*) FILTER (WHERE stay.closed_on BETWEEN first AND last)
      FROM participants_enrolment AS stay
      JOIN participants_participant AS known ON known.id = stay.participant_id
     WHERE known.is_protected AND stay.unit_id = participants_unit_asking(of_unit)
       AND NOT EXISTS (SELECT FROM participants_protectedaccess
                        WHERE participant_id = known.id AND user_id = participants_asking(reader) AND ended_at IS NULL
                          AND period @> amc_local_date(now()))
$body$;

CREATE OR REPLACE FUNCTION participants_hand_on(referral bigint, reader bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    UPDATE participants_referral AS t SET landed = false
     WHERE t.id = referral AND t.landed AND t.registered_by_id = participants_asking(reader)
       AND NOT EXISTS (SELECT FROM participants_protectedaccess a
                        WHERE a.participant_id = t.participant_id AND a.user_id = participants_asking(reader)
                          AND a.ended_at IS NULL AND a.period @> amc_local_date(now()))
       AND EXISTS (SELECT FROM participants_participant p WHERE p.id = t.participant_id AND p.is_protected);
    RETURN FOUND;
END $body$;
