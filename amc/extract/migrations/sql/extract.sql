-- Whether the user of the transaction (amc.wall.session) may give a person what is registered about them: somebody who
-- does casework in the person's unit, and is named where the person is protected.
CREATE OR REPLACE FUNCTION extract_may_be_given(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT EXISTS (
    SELECT FROM staff_user u JOIN participants_participant p ON p.unit_id = u.unit_id
     WHERE p.id = person AND u.id = nullif(current_setting('amc.user', true), '')::bigint AND u.is_active
       AND u.roles && ARRAY['konsulent', 'enhetschef']::varchar[]
       AND (u.expires_on IS NULL OR u.expires_on >= amc_local_date(now()))
       AND (NOT p.is_protected OR EXISTS (
            SELECT FROM participants_protectedaccess a
             WHERE a.user_id = u.id AND a.participant_id = person AND a.ended_at IS NULL
               AND a.period @> amc_local_date(now()))))
$body$;

-- Every showing of the person in any unit, those of the referrals they came by included; what was denied showed nothing.
-- Who else stood in the same list is theirs to know.
CREATE OR REPLACE FUNCTION extract_readings(person bigint) RETURNS SETOF audit_readlog
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF NOT extract_may_be_given(person) THEN
        RAISE EXCEPTION 'the person is out of sight' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT (jsonb_populate_record(r, jsonb_build_object('persons', ARRAY[person], 'referrals', '[]'::jsonb, 'count', 1))).*
      FROM audit_readlog r
     WHERE r.kind <> 'denied'
       AND (r.persons @> ARRAY[person]
            OR r.referrals && ARRAY(SELECT f.uuid FROM participants_referral f WHERE f.participant_id = person));
END $body$;

-- Everything about one person, by the foreign keys that the database has (disposal_gather): a table or a column that
-- somebody adds is in the extract without being listed. The participant's right is to all of it, so it is read past the
-- walls between units and around sensitive areas; who may ask is therefore looked at here.
CREATE OR REPLACE FUNCTION extract_person(person bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    subject participants_participant;
    gathered record;
    events regclass;
    rows jsonb;
    uuids text[] := '{}';
    more text[];
    found_rows jsonb := '{}';
BEGIN
    SELECT * INTO subject FROM participants_participant WHERE id = person;
    IF NOT extract_may_be_given(person) THEN
        RAISE EXCEPTION 'the person is out of sight' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM disposal_gathered WHERE xact = pg_current_xact_id();
    INSERT INTO disposal_gathered VALUES (pg_current_xact_id(), 'participants_participant'::regclass::oid, person);
    PERFORM disposal_gather();
    FOR gathered IN
        SELECT rel, array_agg(id) AS ids FROM disposal_gathered WHERE xact = pg_current_xact_id() GROUP BY rel
    LOOP
        EXECUTE format('SELECT jsonb_agg(to_jsonb(t) ORDER BY t.%s) FROM %s t WHERE t.%1$s = ANY ($1)',
                       disposal_key(gathered.rel), gathered.rel::regclass) INTO rows USING gathered.ids;
        found_rows := found_rows || jsonb_build_object(gathered.rel::regclass::text, rows);
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = gathered.rel AND attname = 'uuid') THEN
            EXECUTE format('SELECT array_agg(uuid::text) FROM %s WHERE %s = ANY ($1)', gathered.rel::regclass,
                           disposal_key(gathered.rel)) INTO more USING gathered.ids;
            uuids := uuids || more;
        END IF;
        events := to_regclass(format('%I', gathered.rel::regclass::text || 'event'));
        IF events IS NOT NULL THEN
            EXECUTE format('SELECT jsonb_agg(to_jsonb(t) ORDER BY t.pgh_id) FROM %s t WHERE t.pgh_obj_id = ANY ($1)',
                           events) INTO rows USING gathered.ids;
            IF rows IS NOT NULL THEN
                found_rows := found_rows || jsonb_build_object(events::text, rows);
            END IF;
        END IF;
    END LOOP;
    SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) INTO rows FROM web_draft d
     WHERE EXISTS (SELECT FROM unnest(uuids) u WHERE position(u IN d.key) > 0 OR position(u IN d.data::text) > 0);
    IF rows IS NOT NULL THEN
        found_rows := found_rows || jsonb_build_object('web_draft', rows);
    END IF;
    -- Who has read about the person; who else stood in the same list is theirs to know.
    SELECT jsonb_agg((to_jsonb(r) - 'persons' - 'referrals' - 'count') ORDER BY r.id) INTO rows FROM audit_readlog r
     WHERE r.persons @> ARRAY[person] OR r.asked_for = subject.uuid
        OR r.referrals && ARRAY(SELECT f.uuid FROM participants_referral f WHERE f.participant_id = person);
    IF rows IS NOT NULL THEN
        found_rows := found_rows || jsonb_build_object('audit_readlog', rows);
    END IF;
    DELETE FROM disposal_gathered WHERE xact = pg_current_xact_id();
    RETURN found_rows;
END $body$;
REVOKE ALL ON FUNCTION extract_may_be_given(bigint), extract_person(bigint), extract_readings(bigint) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT EXECUTE ON FUNCTION extract_person(bigint), extract_readings(bigint) TO app;
    END IF;
END $$;
