-- The wall's own functions. They run as their owner, who sees everything, and answer for the user of the transaction
-- alone; amc.wall.build adds `wall.scopes` (role, kind, scope), made of amc.staff.access.

-- Today, where the municipality is.
CREATE FUNCTION wall.today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
SELECT public.amc_local_date(now())
$body$;

-- Nobody: whatever was set for a user is taken back, until the transaction ends.
CREATE FUNCTION wall.leave() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    setting text;
    kind text;
BEGIN
    FOREACH setting IN ARRAY ARRAY['user', 'named', 'hidden', 'worked', 'supervised', 'supervised_persons',
        'supervisions', 'supervised_employments', 'supervised_internships'] LOOP
        PERFORM set_config('amc.' || setting, '', true);
    END LOOP;
    FOREACH kind IN ARRAY wall.kinds() LOOP
        PERFORM set_config('amc.unit_' || kind, '', true), set_config('amc.cases_' || kind, '', true),
            set_config('amc.persons_' || kind, '', true);
    END LOOP;
END $body$;

-- The transaction is for this user. All that opens anything is looked up here: the account, its roles and unit, what it
-- is assigned to, what it supervises, and the protected persons that it is not named to see. An account that is
-- unknown, disabled or expired is nobody.
CREATE FUNCTION wall.enter(account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    someone record;
    wide text[];
    narrow text[];
    kind text;
    hidden bigint[];
    cases bigint[];
    persons bigint[];
BEGIN
    PERFORM wall.leave();
    SELECT id, unit_id, roles INTO someone FROM staff_user
     WHERE id = account AND is_active AND (expires_on IS NULL OR expires_on >= wall.today());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    hidden := coalesce((
        SELECT array_agg(p.id) FROM participants_participant p
         WHERE p.is_protected AND NOT EXISTS (
            SELECT FROM participants_protectedaccess a
             WHERE a.user_id = account AND a.participant_id = p.id AND a.ended_at IS NULL AND a.period @> wall.today())
        ), '{}');
    PERFORM set_config('amc.user', account::text, true), set_config('amc.hidden', hidden::text, true);
    IF someone.unit_id IS NOT NULL THEN
        wide := wall.kinds_of(someone.roles, 'unit');
        narrow := ARRAY(SELECT unnest(wall.kinds_of(someone.roles, 'own')) EXCEPT SELECT unnest(wide));
        SELECT coalesce(array_agg(e.id), '{}'), coalesce(array_agg(DISTINCT e.participant_id), '{}')
          INTO cases, persons
          FROM participants_caseassignment a JOIN participants_enrolment e ON e.id = a.enrolment_id
         WHERE a.user_id = account AND a.period @> wall.today() AND e.participant_id <> ALL (hidden);
        PERFORM set_config('amc.worked', persons::text, true);
        FOREACH kind IN ARRAY wide LOOP
            PERFORM set_config('amc.unit_' || kind, someone.unit_id::text, true);
        END LOOP;
        FOREACH kind IN ARRAY narrow LOOP
            PERFORM set_config('amc.cases_' || kind, cases::text, true),
                set_config('amc.persons_' || kind, persons::text, true);
        END LOOP;
    END IF;
    IF 'enhetschef' = ANY (someone.roles) THEN
        PERFORM set_config('amc.named', 'yes', true) FROM staff_municipality WHERE protected_named = 'enhetschef';
    END IF;
    IF 'handledare' = ANY (someone.roles) THEN
        PERFORM wall.enter_supervisor(account, hidden);
    END IF;
END $body$;

-- What somebody supervises: from the first day to three months after the last, and before that while the agreement about
-- an internship waits to be signed (placements.querysets).
CREATE FUNCTION wall.enter_supervisor(account bigint, hidden bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT set_config('amc.supervisions', coalesce(array_agg(s.id), '{}')::text, true),
       set_config('amc.supervised', coalesce(array_agg(s.enrolment_id), '{}')::text, true),
       set_config('amc.supervised_persons', coalesce(array_agg(e.participant_id), '{}')::text, true),
       set_config('amc.supervised_employments',
           coalesce(array_agg(s.employment_id) FILTER (WHERE s.employment_id IS NOT NULL), '{}')::text, true),
       set_config('amc.supervised_internships',
           coalesce(array_agg(s.internship_id) FILTER (WHERE s.internship_id IS NOT NULL), '{}')::text, true)
  FROM placements_supervision s
  JOIN placements_supervisor v ON v.id = s.supervisor_id
  JOIN participants_enrolment e ON e.id = s.enrolment_id
 WHERE v.user_id = account
   AND (lower(s.period) <= wall.today()
        OR EXISTS (SELECT FROM placements_internshipagreement a
                    WHERE a.internship_id = s.internship_id AND a.frozen_at IS NULL))
   AND upper(s.period) > (wall.today() - interval '3 months')::date
   AND e.participant_id <> ALL (hidden)
$body$;

-- Whether the user of the transaction may know of the person at all.
CREATE FUNCTION wall.is_hidden(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
SELECT coalesce(person = ANY (nullif(current_setting('amc.hidden', true), '')::bigint[]), true)
$body$;

-- Whether there is an internship or an employment in the case.
CREATE FUNCTION wall.is_placed(enrolment bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT EXISTS (SELECT FROM placements_employment WHERE enrolment_id = enrolment)
    OR EXISTS (SELECT FROM placements_internship WHERE enrolment_id = enrolment)
$body$;

-- Whether the person has, or had, a case in the user's unit: any for those who do casework, one with a placement for
-- those who pay or employ.
CREATE FUNCTION wall.has_case_of_unit(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT NOT wall.is_hidden(person) AND EXISTS (
    SELECT FROM participants_enrolment e
     WHERE e.participant_id = person
       AND e.unit_id = nullif(current_setting('amc.unit_placement', true), '')::bigint
       AND (nullif(current_setting('amc.unit_case', true), '') IS NOT NULL OR wall.is_placed(e.id)))
$body$;

-- --- A person who is known in another unit --------------------------------------------------------

-- Whether the user's unit waits to answer a referral with this identity number.
CREATE FUNCTION wall.is_referred_here(identity text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT EXISTS (
    SELECT FROM participants_referral r
     WHERE r.identity_number = identity AND r.identity_number <> '' AND r.state IN ('unseen', 'seen', 'supplement')
       AND r.unit_id = nullif(current_setting('amc.unit_referral', true), '')::bigint)
$body$;

-- Who has or has had an identity number, in whichever unit: told to a unit that has an open referral with it.
CREATE FUNCTION wall.person_with_number(identity text) RETURNS SETOF participants_participant
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT p.* FROM participants_participant p
  JOIN participants_identitynumber n ON n.participant_id = p.id AND n.number = identity AND NOT n.disputed
 WHERE NOT wall.is_hidden(p.id) AND wall.is_referred_here(identity)
$body$;

-- Whether the person who has the number is enrolled in another unit; the same condition.
CREATE FUNCTION wall.is_enrolled_elsewhere(identity text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT EXISTS (
    SELECT FROM wall.person_with_number(identity) p JOIN participants_enrolment e ON e.participant_id = p.id
     WHERE e.closed_on IS NULL AND e.unit_id <> nullif(current_setting('amc.unit_referral', true), '')::bigint)
$body$;

-- Let the file of somebody who is enrolled nowhere else come to the unit that has a referral with their number. A
-- procedure, since the history's context travels with statements that are no SELECT.
CREATE PROCEDURE wall.move_here(identity text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
UPDATE participants_participant AS t
   SET unit_id = nullif(current_setting('amc.unit_referral', true), '')::bigint, revision = t.revision + 1
  FROM wall.person_with_number(identity) p
 WHERE t.id = p.id AND NOT wall.is_enrolled_elsewhere(identity)
   AND t.unit_id <> nullif(current_setting('amc.unit_referral', true), '')::bigint
$body$;

-- The protected person who has the number, whom the user is not named to see: what is written about that person goes
-- to those who are. Told to whoever logs referrals, for the row alone and never for a page.
CREATE FUNCTION wall.hidden_person_with_number(identity text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT n.participant_id FROM participants_identitynumber n
 WHERE n.number = identity AND NOT n.disputed AND wall.is_hidden(n.participant_id)
   AND nullif(current_setting('amc.unit_referral', true), '') IS NOT NULL
$body$;

-- --- What administers accounts --------------------------------------------------------------------

-- How many open cases an account answers for: a bare number, for whoever administers accounts and sees no case.
CREATE FUNCTION wall.open_cases(account bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT count(*) FROM participants_enrolment
 WHERE consultant_id = account AND closed_on IS NULL AND EXISTS (
    SELECT FROM staff_user u
     WHERE u.id = nullif(current_setting('amc.user', true), '')::bigint AND 'systemforvaltare' = ANY (u.roles))
$body$;

-- --- What comes in without an account -------------------------------------------------------------

-- Write down an offer, from whoever asks: added, and nothing of what is there told. The same mark twice is one offer.
CREATE PROCEDURE wall.receive_offer(
    mark uuid, what text, answering bigint, said jsonb, arrived timestamptz, latest date
)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
INSERT INTO offers_offer (uuid, revision, kind, state, unit_id, workplace, division, tasks, places, starts_on, trained,
                          name, email, phone, received_at, answer_by, became, reason)
SELECT mark, 0, what, 'new', answering, s.workplace, coalesce(s.division, ''), coalesce(s.tasks, ''), s.places,
       s.starts_on, s.trained, s.name, s.email, coalesce(s.phone, ''), arrived, latest, '', ''
  FROM jsonb_to_record(said) AS s (workplace text, division text, tasks text, places smallint, starts_on date,
                                   trained boolean, name text, email text, phone text)
    ON CONFLICT (uuid) DO NOTHING
$body$;
