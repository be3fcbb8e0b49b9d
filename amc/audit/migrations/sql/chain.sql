-- The chain over the read log and the journal (docs/decisions/0011-laslogg.md). Hashes of what rows say, so that lawful
-- disposal of the rows leaves the chain whole. A column that is added later and is empty changes no hash.
CREATE FUNCTION audit_digest(content jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
SELECT sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8'))
$body$;

-- What a link contributes to the head.
CREATE FUNCTION audit_words(link audit_link) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
SELECT concat_ws('|', link.id, link.source, link.row, link.disposed, encode(link.digest, 'hex'),
                 (extract(epoch FROM link.at) * 1000000)::bigint)
$body$;

-- A link for each row that is added, in the statement that adds it. Moments are hashed as UTC, whoever asks.
CREATE FUNCTION audit_link_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
    INSERT INTO audit_link (source, row, digest, disposed, at)
    SELECT TG_TABLE_NAME, (to_jsonb(a) ->> 'id')::bigint, audit_digest(to_jsonb(a)), false, clock_timestamp()
      FROM added a;
    RETURN NULL;
END $body$;

-- A link for each row that the one lawful way disposes of; any other removal leaves none, and is found.
CREATE FUNCTION audit_link_disposed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF disposal_is_underway() THEN
        INSERT INTO audit_link (source, row, digest, disposed, at)
        SELECT TG_TABLE_NAME, (to_jsonb(r) ->> 'id')::bigint, '', true, clock_timestamp() FROM removed r;
    END IF;
    RETURN NULL;
END $body$;

CREATE TRIGGER audit_link_added AFTER INSERT ON audit_readlog
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_link_added();
CREATE TRIGGER audit_link_added AFTER INSERT ON participants_journalentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_link_added();
CREATE TRIGGER audit_link_disposed AFTER DELETE ON participants_journalentry
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION audit_link_disposed();

-- Seal what is not sealed, a thousand links at a time; answers how many links. A link whose transaction ends later is in
-- a later seal, whatever its number. One sealer at a time; writers of the log wait for nobody.
CREATE FUNCTION audit_seal_links() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    last audit_seal;
    batch bigint[];
    words text;
    made bigint;
    total bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    LOOP
        SELECT array_agg(l.id ORDER BY l.id), string_agg(audit_words(l), E'\n' ORDER BY l.id) INTO batch, words
          FROM (SELECT * FROM audit_link WHERE seal_id IS NULL ORDER BY id LIMIT 1000) l;
        EXIT WHEN batch IS NULL;
        SELECT * INTO last FROM audit_seal ORDER BY number DESC LIMIT 1;
        INSERT INTO audit_seal (number, links, head, sealed_at)
        VALUES (coalesce(last.number, 0) + 1, batch,
                sha256(coalesce(last.head, '') || convert_to(words, 'UTF8')), clock_timestamp())
        RETURNING id INTO made;
        UPDATE audit_link SET seal_id = made WHERE id = ANY (batch);
        total := total + cardinality(batch);
    END LOOP;
    RETURN total;
END $body$;

-- Everything that is not as it was written, the first first: the link or seal where it shows, the table and the row, and
-- what is wrong. Empty when all is whole.
CREATE FUNCTION audit_broken() RETURNS TABLE (seal bigint, link bigint, source text, entry bigint, wrong text)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $body$
WITH entries AS MATERIALIZED (
    SELECT 'audit_readlog' AS source, r.id, audit_digest(to_jsonb(r)) AS digest FROM audit_readlog r
    UNION ALL
    SELECT 'participants_journalentry', j.id, audit_digest(to_jsonb(j)) FROM participants_journalentry j
), gone AS MATERIALIZED (
    SELECT l.source, l.row FROM audit_link l WHERE l.disposed
), content AS (
    SELECT l.seal_id, l.id AS link, coalesce(l.source, e.source) AS source, coalesce(l.row, e.id) AS entry,
           CASE WHEN l.id IS NULL THEN 'inserted' WHEN e.id IS NULL THEN 'deleted'
                WHEN g.row IS NOT NULL THEN 'inserted' ELSE 'changed' END AS wrong
      FROM (SELECT * FROM audit_link WHERE NOT disposed) l
      FULL JOIN entries e ON e.source = l.source AND e.id = l.row
      LEFT JOIN gone g ON g.source = l.source AND g.row = l.row
     WHERE l.id IS NULL OR (e.id IS NULL AND g.row IS NULL) OR (e.id IS NOT NULL AND g.row IS NOT NULL)
        OR (e.id IS NOT NULL AND e.digest <> l.digest)
), held AS (
    SELECT l.seal_id, array_agg(l.id ORDER BY l.id) AS links, string_agg(audit_words(l), E'\n' ORDER BY l.id) AS words
      FROM audit_link l WHERE l.seal_id IS NOT NULL GROUP BY l.seal_id
), chain AS (
    SELECT s.number, s.links, h.links AS present,
           s.number = coalesce(lag(s.number) OVER w, 0) + 1
           AND s.links = h.links
           AND s.head = sha256(coalesce(lag(s.head) OVER w, '') || convert_to(h.words, 'UTF8')) AS whole
      FROM audit_seal s LEFT JOIN held h ON h.seal_id = s.id WINDOW w AS (ORDER BY s.number)
), sealing AS (
    SELECT c.number, coalesce(d.id, c.links[1]) AS link
      FROM chain c LEFT JOIN LATERAL (
        SELECT min(x.id) AS id FROM (
            (SELECT unnest(c.links) AS id EXCEPT SELECT unnest(c.present))
            UNION (SELECT unnest(c.present) EXCEPT SELECT unnest(c.links))) x
      ) d ON true
     WHERE c.whole IS NOT TRUE
)
SELECT s.number, c.link, c.source, c.entry, c.wrong FROM content c LEFT JOIN audit_seal s ON s.id = c.seal_id
UNION ALL
SELECT b.number, b.link, l.source, l.row, 'seal' FROM sealing b LEFT JOIN audit_link l ON l.id = b.link
UNION ALL
SELECT NULL, l.id, l.source, l.row, 'twice' FROM audit_link l
 WHERE EXISTS (SELECT FROM audit_link o WHERE o.source = l.source AND o.row = l.row AND o.disposed = l.disposed
                AND o.id < l.id)
ORDER BY 2 NULLS LAST, 1, 3, 4
$body$;

REVOKE ALL ON FUNCTION audit_link_added(), audit_link_disposed(), audit_seal_links(), audit_broken() FROM PUBLIC;
DO $$
DECLARE
    someone text;
BEGIN
    FOR someone IN SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'worker', 'app_tests') LOOP
        EXECUTE format('REVOKE ALL ON audit_link, audit_seal FROM %I', someone);
        EXECUTE format('GRANT SELECT ON audit_seal TO %I', someone);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'worker') THEN
        GRANT EXECUTE ON FUNCTION audit_seal_links() TO worker;
    END IF;
END $$;
