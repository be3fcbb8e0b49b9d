-- The one way past "nothing is removed" (docs/decisions): a record of an approved run, whose term is past by the rule in
-- force, that nothing holds. Everything is asked here again, whatever the caller has seen, and `app` has no other way.

-- What a transaction has gathered to dispose of. Nobody but the owner reaches these two.
CREATE TABLE disposal_underway (xact xid8 PRIMARY KEY);
CREATE TABLE disposal_gathered (
    xact xid8 NOT NULL,
    rel oid NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (xact, rel, id)
);

-- Whether this transaction is disposing of something; only disposal_carry_out makes it true.
CREATE FUNCTION disposal_is_underway() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT EXISTS (SELECT FROM disposal_underway WHERE xact = pg_current_xact_id_if_assigned())
$body$;

-- The rule in force today for a kind of record under a regime ('' where there is none).
CREATE FUNCTION disposal_rule(wanted text, under text) RETURNS disposal_retentionrule
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT r FROM disposal_retentionrule r
 WHERE r.record = wanted AND r.regime = under
   AND amc_local_date(now()) BETWEEN r.valid_from AND coalesce(r.valid_to, 'infinity')
 ORDER BY r.valid_from DESC, r.id DESC LIMIT 1
$body$;

-- What stands in the way of disposing of a closed case today; 'due' when nothing does. Twin: amc.disposal.rules.fate.
CREATE FUNCTION disposal_fate_of_case(enrolment bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $body$
DECLARE
    today date := amc_local_date(now());
    subject record;
    rule disposal_retentionrule;
    accounts disposal_retentionrule;
    base date;
    paid date;
BEGIN
    SELECT e.closed_on, e.participant_id, s.regime, p.birth_date INTO subject
      FROM participants_enrolment e JOIN participants_source s ON s.id = e.source_id
      JOIN participants_participant p ON p.id = e.participant_id WHERE e.id = enrolment;
    IF NOT FOUND THEN
        RETURN 'gone';
    END IF;
    IF EXISTS (SELECT FROM disposal_legalhold h
                WHERE h.participant_id = subject.participant_id AND h.lifted_at IS NULL) THEN
        RETURN 'held';
    END IF;
    rule := disposal_rule('case', subject.regime);
    IF rule.id IS NULL OR subject.closed_on IS NULL THEN
        RETURN 'not_due';
    END IF;
    base := subject.closed_on;
    IF rule.counts_from = 'last_note' THEN
        base := greatest(
            base,
            (SELECT max(amc_local_date(created_at)) FROM participants_journalentry WHERE enrolment_id = enrolment),
            (SELECT max(amc_local_date(created_at)) FROM participants_kartlaggningentry WHERE enrolment_id = enrolment),
            (SELECT max(amc_local_date(recorded_at)) FROM participants_disclosure WHERE enrolment_id = enrolment),
            (SELECT amc_local_date(closed_at) FROM participants_closure WHERE enrolment_id = enrolment));
    END IF;
    IF today <= (base + make_interval(months => rule.months))::date THEN
        RETURN 'not_due';
    END IF;
    IF extract(day FROM subject.birth_date)::smallint = ANY (rule.sample_days) THEN
        RETURN 'sample';
    END IF;
    SELECT max(p.month) INTO paid FROM placements_supervisorpayment p
      JOIN placements_supervisionmonth m ON m.id = p.proof_id JOIN placements_supervision s ON s.id = m.supervision_id
     WHERE s.enrolment_id = enrolment;
    accounts := disposal_rule('accounts', '');
    IF paid IS NOT NULL AND accounts.id IS NOT NULL
       AND today <= (make_date(extract(year FROM paid)::int, 12, 31) + make_interval(months => accounts.months))::date THEN
        RETURN 'accounts';
    END IF;
    RETURN 'due';
END $body$;

-- The same for a referral that was not received.
CREATE FUNCTION disposal_fate_of_referral(referral bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $body$
DECLARE
    subject record;
    rule disposal_retentionrule;
BEGIN
    SELECT r.participant_id, r.birth_date, r.state, amc_local_date(r.decided_at) AS decided_on, s.regime,
           EXISTS (SELECT FROM participants_enrolment e WHERE e.referral_id = r.id) AS enrolled
      INTO subject FROM participants_referral r JOIN participants_source s ON s.id = r.source_id WHERE r.id = referral;
    IF NOT FOUND THEN
        RETURN 'gone';
    END IF;
    IF EXISTS (SELECT FROM disposal_legalhold h
                WHERE h.participant_id = subject.participant_id AND h.lifted_at IS NULL) THEN
        RETURN 'held';
    END IF;
    rule := disposal_rule('referral', subject.regime);
    IF rule.id IS NULL OR subject.enrolled OR subject.state NOT IN ('declined', 'returned')
       OR amc_local_date(now()) <= (subject.decided_on + make_interval(months => rule.months))::date THEN
        RETURN 'not_due';
    END IF;
    IF extract(day FROM subject.birth_date)::smallint = ANY (rule.sample_days) THEN
        RETURN 'sample';
    END IF;
    RETURN 'due';
END $body$;

-- The same for an uploaded file none of whose referrals is left.
CREATE FUNCTION disposal_fate_of_file(file bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $body$
DECLARE
    uploaded date;
    rule disposal_retentionrule := disposal_rule('import', '');
BEGIN
    SELECT amc_local_date(uploaded_at) INTO uploaded FROM participants_importfile WHERE id = file;
    IF NOT FOUND THEN
        RETURN 'gone';
    END IF;
    IF rule.id IS NULL OR EXISTS (SELECT FROM participants_referral WHERE import_file_id = file)
       OR amc_local_date(now()) <= (uploaded + make_interval(months => rule.months))::date THEN
        RETURN 'not_due';
    END IF;
    RETURN 'due';
END $body$;

-- Gather everything that hangs on what is gathered, by the foreign keys that the database has: a table that somebody
-- adds later is found like the others. A row that points at its like (a correction, what supersedes) is not followed.
CREATE FUNCTION disposal_gather() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    key record;
    added bigint;
    one bigint;
BEGIN
    LOOP
        added := 0;
        FOR key IN
            SELECT c.conrelid, c.confrelid, child.attname AS child, parent.attname AS parent,
                   (SELECT a.attname FROM pg_index i JOIN pg_attribute a
                        ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = c.conrelid AND i.indisprimary) AS own
              FROM pg_constraint c
              JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = c.conkey[1]
              JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = c.confkey[1]
             WHERE c.contype = 'f' AND c.conrelid <> c.confrelid
               AND c.confrelid IN (SELECT g.rel FROM disposal_gathered g WHERE g.xact = pg_current_xact_id())
        LOOP
            EXECUTE format(
                'INSERT INTO disposal_gathered SELECT pg_current_xact_id(), %s, t.%I FROM %s t
                   JOIN %s p ON p.%I = t.%I
                   JOIN disposal_gathered g ON g.xact = pg_current_xact_id() AND g.rel = %s AND g.id = p.%s
                 ON CONFLICT DO NOTHING',
                key.conrelid, key.own, key.conrelid::regclass, key.confrelid::regclass, key.parent, key.child,
                key.confrelid, disposal_key(key.confrelid));
            GET DIAGNOSTICS one = ROW_COUNT;
            added := added + one;
        END LOOP;
        EXIT WHEN added = 0;
    END LOOP;
END $body$;

-- The column that is a table's primary key.
CREATE FUNCTION disposal_key(rel oid) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT quote_ident(a.attname) FROM pg_index i
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indrelid = rel AND i.indisprimary
$body$;

-- Remove what is gathered, with its history and what was told, drafted and sent about it; answers how many rows of each
-- table went. The only place where something append-only is removed.
CREATE FUNCTION disposal_remove() RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    gathered record;
    key record;
    events regclass;
    uuids text[] := '{}';
    more text[];
    amount bigint;
    counts jsonb := '{}';
BEGIN
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger
                                             WHERE starts_with(tgname, 'pgtrigger_')), true);
    FOR gathered IN
        SELECT rel, array_agg(id) AS ids FROM disposal_gathered WHERE xact = pg_current_xact_id() GROUP BY rel
    LOOP
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = gathered.rel AND attname = 'uuid') THEN
            EXECUTE format('SELECT array_agg(uuid::text) FROM %s WHERE %s = ANY ($1)', gathered.rel::regclass,
                           disposal_key(gathered.rel)) INTO more USING gathered.ids;
            uuids := uuids || more;
        END IF;
        FOR key IN
            SELECT a.attname FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.conrelid = gathered.rel AND c.confrelid = gathered.rel
        LOOP
            EXECUTE format('UPDATE %s SET %I = NULL WHERE %I = ANY ($1)', gathered.rel::regclass, key.attname,
                           key.attname) USING gathered.ids;
        END LOOP;
    END LOOP;
    FOR gathered IN
        SELECT rel, array_agg(id) AS ids FROM disposal_gathered WHERE xact = pg_current_xact_id() GROUP BY rel
    LOOP
        events := to_regclass(format('%I', gathered.rel::regclass::text || 'event'));
        IF events IS NOT NULL THEN
            EXECUTE format('DELETE FROM %s WHERE pgh_obj_id = ANY ($1)', events) USING gathered.ids;
            GET DIAGNOSTICS amount = ROW_COUNT;
            counts := counts || jsonb_build_object(events::text, amount);
        END IF;
        EXECUTE format('DELETE FROM %s WHERE %s = ANY ($1)', gathered.rel::regclass, disposal_key(gathered.rel))
          USING gathered.ids;
        GET DIAGNOSTICS amount = ROW_COUNT;
        counts := counts || jsonb_build_object(gathered.rel::regclass::text, amount);
    END LOOP;
    DELETE FROM web_draft d
     WHERE EXISTS (SELECT FROM unnest(uuids) u WHERE position(u IN d.key) > 0 OR position(u IN d.data::text) > 0);
    DELETE FROM web_oncetoken o WHERE EXISTS (SELECT FROM unnest(uuids) u WHERE position(u IN o.url) > 0);
    DELETE FROM reminders_notification n
     WHERE n.subject::text = ANY (uuids) OR EXISTS (SELECT FROM unnest(uuids) u WHERE position(u IN n.url) > 0);
    PERFORM set_config('pgtrigger.ignore', '', true);
    DELETE FROM disposal_gathered WHERE xact = pg_current_xact_id();
    RETURN counts;
END $body$;

-- Dispose of a person of whom no case and no referral is left.
CREATE FUNCTION disposal_of_person(person bigint) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF person IS NULL OR EXISTS (SELECT FROM participants_enrolment WHERE participant_id = person)
       OR EXISTS (SELECT FROM participants_referral WHERE participant_id = person) THEN
        RETURN '{}';
    END IF;
    INSERT INTO disposal_gathered
    VALUES (pg_current_xact_id(), 'participants_participant'::regclass::oid, person);
    PERFORM disposal_gather();
    RETURN disposal_remove();
END $body$;

-- Carry out one record of an approved run; answers its outcome, which stands in the log with the number of rows.
CREATE FUNCTION disposal_carry_out(wanted bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    item disposal_disposalitem;
    rule disposal_retentionrule;
    verdict text;
    person bigint;
    referral bigint;
    address text;
    removed jsonb := '{}';
    seed regclass;
BEGIN
    SELECT * INTO item FROM disposal_disposalitem WHERE id = wanted FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing approved has that key' USING ERRCODE = 'no_data_found';
    END IF;
    IF item.outcome <> '' THEN
        RETURN item.outcome;
    END IF;
    seed := CASE item.record WHEN 'case' THEN 'participants_enrolment' WHEN 'referral' THEN 'participants_referral'
                             ELSE 'participants_importfile' END;
    -- A hold that is placed in the same moment waits for this lock, or is seen.
    IF item.record <> 'import' THEN
        EXECUTE format('SELECT participant_id FROM %s WHERE id = $1', seed) INTO person USING item.subject;
        PERFORM FROM participants_participant WHERE id = person FOR UPDATE;
    END IF;
    verdict := CASE item.record WHEN 'case' THEN disposal_fate_of_case(item.subject)
                                WHEN 'referral' THEN disposal_fate_of_referral(item.subject)
                                ELSE disposal_fate_of_file(item.subject) END;
    IF verdict = 'due' THEN
        INSERT INTO disposal_underway VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
        EXECUTE format('SELECT uuid::text FROM %s WHERE id = $1', seed) INTO address USING item.subject;
        INSERT INTO disposal_gathered VALUES (pg_current_xact_id(), seed::oid, item.subject);
        IF item.record = 'case' THEN
            rule := disposal_rule('case', (SELECT s.regime FROM participants_enrolment e
                                             JOIN participants_source s ON s.id = e.source_id WHERE e.id = item.subject));
            PERFORM disposal_count(item.subject);
            SELECT referral_id INTO referral FROM participants_enrolment WHERE id = item.subject;
            IF referral IS NOT NULL THEN
                INSERT INTO disposal_gathered
                VALUES (pg_current_xact_id(), 'participants_referral'::regclass::oid, referral);
            END IF;
        ELSIF item.record = 'referral' THEN
            rule := disposal_rule('referral', (SELECT s.regime FROM participants_referral r
                                                 JOIN participants_source s ON s.id = r.source_id
                                                WHERE r.id = item.subject));
        ELSE
            rule := disposal_rule('import', '');
        END IF;
        PERFORM disposal_gather();
        IF EXISTS (SELECT FROM disposal_gathered g WHERE g.xact = pg_current_xact_id()
                      AND g.rel IN ('participants_enrolment'::regclass, 'participants_participant'::regclass)
                      AND (g.rel, g.id) <> (seed::oid, item.subject)) THEN
            RAISE EXCEPTION 'another case hangs on this one';
        END IF;
        removed := disposal_remove();
        removed := removed || disposal_of_person(person);
        DELETE FROM disposal_underway WHERE xact = pg_current_xact_id();
    END IF;
    UPDATE disposal_disposalitem
       SET outcome = CASE verdict WHEN 'due' THEN 'disposed' ELSE verdict END,
           carried_out_at = now(),
           rule_id = rule.id,
           counts = removed,
           digest = coalesce(encode(sha256(convert_to(address, 'UTF8')), 'hex'), '')
     WHERE id = wanted
    RETURNING outcome INTO verdict;
    RETURN verdict;
END $body$;

-- What the yearly figures count of a case, kept by month when the case goes.
CREATE FUNCTION disposal_count(enrolment bigint) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $body$
INSERT INTO disposal_closedcase (unit_id, team_id, source_id, opened_month, closed_month, days, has_closure, reason,
    gender, education_level, young, to_work, regular, municipal, lasted_month, to_studies, csn)
SELECT e.unit_id, e.team_id, e.source_id, date_trunc('month', e.opened_on)::date, date_trunc('month', e.closed_on)::date,
       e.closed_on - e.opened_on, c.id IS NOT NULL, coalesce(c.reason, ''), coalesce(c.gender, ''),
       coalesce(c.education_level, ''), coalesce(c.age < 25, false), coalesce(c.to_work, false), c.regular, c.municipal,
       c.lasted_month, coalesce(c.to_studies, false), c.csn
  FROM participants_enrolment e LEFT JOIN participants_closure c ON c.enrolment_id = e.id
 WHERE e.id = enrolment
$body$;

-- A rule is only ended, and takes effect a fortnight after it is written: nobody shortens a term and disposes at once.
CREATE FUNCTION disposal_guard_rule() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'valid_to') <> (to_jsonb(OLD) - 'valid_to') THEN
        RAISE EXCEPTION 'a rule is only ended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'retention_rule_is_only_ended';
    END IF;
    IF TG_OP = 'INSERT' AND session_user <> 'owner' AND NEW.valid_from < amc_local_date(now()) + 14 THEN
        RAISE EXCEPTION 'too soon' USING ERRCODE = 'check_violation', CONSTRAINT = 'retention_rule_takes_effect_later';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER guard_rule BEFORE INSERT OR UPDATE ON disposal_retentionrule
FOR EACH ROW EXECUTE FUNCTION disposal_guard_rule();

DO $$
DECLARE
    reader text;
    routine regprocedure;
BEGIN
    REVOKE ALL ON disposal_underway, disposal_gathered FROM PUBLIC;
    FOR routine IN SELECT oid::regprocedure FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'disposal_')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    FOR reader IN SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'worker') LOOP
        EXECUTE format('REVOKE ALL ON disposal_underway, disposal_gathered FROM %I', reader);
        EXECUTE format('GRANT EXECUTE ON FUNCTION disposal_carry_out(bigint) TO %I', reader);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON disposal_disposalrun, disposal_disposalitem FROM app;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON disposal_closedcase FROM app;
        REVOKE DELETE, TRUNCATE ON disposal_retentionrule, disposal_legalhold FROM app;
    END IF;
END $$;
