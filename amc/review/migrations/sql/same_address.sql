-- Which readings somebody is to look at. As the owner: it compares the reader with the person, whom Celery may not see.
-- Each rule stands in review_reviewrule with its limit; a reading that several rules choose is one flag.
CREATE OR REPLACE FUNCTION review_choose(first timestamptz, last timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'Europe/Stockholm' AS $body$
DECLARE
    chosen bigint;
BEGIN
    WITH rule AS MATERIALIZED (
        SELECT code, coalesce("limit", 0) AS most, alerts FROM review_reviewrule WHERE is_active
    ), reading AS MATERIALIZED (
        SELECT r.*, u.last_name AS reader_name, u.phone AS reader_phone, u.email AS reader_email,
               h.postcode || lower(regexp_replace(h.address, '\W', '', 'g')) AS reader_home
          FROM audit_readlog r JOIN staff_user u ON u.id = r.user_id LEFT JOIN staff_homeaddress h ON h.user_id = u.id
         WHERE r.at >= first AND r.at <= last AND r.unit_id IS NOT NULL
    ), opened AS MATERIALIZED (
        SELECT r.id, r.user_id, r.at, r.reader_name, r.reader_phone, r.reader_email, r.reader_home,
               p.id AS person, p.last_name, p.phone, p.email, p.is_protected,
               regexp_replace(p.postcode, '\D', '', 'g') || lower(regexp_replace(p.address, '\W', '', 'g')) AS home
          FROM reading r CROSS JOIN LATERAL unnest(r.persons) AS k(id) JOIN participants_participant p ON p.id = k.id
         WHERE r.kind IN ('opened', 'document')
    ), hit AS (
        SELECT r.id, rule.code FROM reading r JOIN rule ON rule.code = 'stickprov'
         WHERE r.kind <> 'denied' AND mod(abs(hashint8(r.id)::bigint), 1000) < rule.most
        UNION ALL
        SELECT r.id, rule.code FROM reading r JOIN rule ON rule.code = 'annans_arende' WHERE r.entitlement = 'temporary'
        UNION ALL
        SELECT o.id, rule.code FROM opened o JOIN rule ON rule.code = 'samma_efternamn'
         WHERE lower(o.last_name) = lower(o.reader_name)
            OR lower(o.reader_name) = ANY (regexp_split_to_array(lower(o.last_name), '[- ]'))
        UNION ALL
        SELECT o.id, rule.code FROM opened o JOIN rule ON rule.code = 'samma_kontakt'
         WHERE (o.email <> '' AND lower(o.email) = lower(o.reader_email))
            OR (length(regexp_replace(o.phone, '\D', '', 'g')) > 6
                AND regexp_replace(o.phone, '\D', '', 'g') = regexp_replace(o.reader_phone, '\D', '', 'g'))
        UNION ALL
        SELECT o.id, rule.code FROM opened o JOIN rule ON rule.code = 'samma_adress' WHERE o.home = o.reader_home
        UNION ALL
        SELECT o.id, rule.code FROM opened o JOIN rule ON rule.code = 'skyddad' WHERE o.is_protected
        UNION ALL
        SELECT r.id, rule.code FROM reading r JOIN rule ON rule.code = 'obekvam_tid'
         WHERE r.kind <> 'denied' AND r.entitlement <> 'supervisor'
           AND (extract(isodow FROM r.at) > 5 OR extract(hour FROM r.at) < 6 OR extract(hour FROM r.at) >= 19)
        UNION ALL
        SELECT f.id, f.code FROM (
            SELECT DISTINCT ON (o.user_id, date_trunc('hour', o.at)) o.id, rule.code FROM opened o
              JOIN rule ON rule.code = 'manga_oppnade'
             WHERE (SELECT count(DISTINCT e.person) FROM opened e
                     WHERE e.user_id = o.user_id AND e.at > o.at - interval '1 hour' AND e.at <= o.at) > rule.most
             ORDER BY o.user_id, date_trunc('hour', o.at), o.at, o.id
        ) f
        UNION ALL
        SELECT f.id, f.code FROM (
            SELECT r.id, c.code, row_number() OVER w AS nth, c.most FROM reading r
              JOIN (VALUES ('searched', 'manga_sokningar'), ('document', 'manga_dokument'), ('denied', 'manga_nekade'))
                AS of(kind, code) ON of.kind = r.kind
              JOIN rule c ON c.code = of.code
            WINDOW w AS (PARTITION BY r.user_id, r.kind, date_trunc('hour', r.at) ORDER BY r.at, r.id)
        ) f WHERE f.nth = f.most + 1
        UNION ALL
        SELECT r.id, rule.code FROM reading r JOIN rule ON rule.code = 'stort_uttag'
         WHERE r.kind = 'exported' AND r.count > rule.most
    )
    INSERT INTO review_flag AS f (uuid, reading_id, unit_id, rules, alerts, flagged_at, outcome, comment)
    SELECT gen_random_uuid(), r.id, r.unit_id, h.codes, h.alerts, now(), '', ''
      FROM (SELECT hit.id, array_agg(DISTINCT hit.code ORDER BY hit.code) AS codes, bool_or(rule.alerts) AS alerts
              FROM hit JOIN rule ON rule.code = hit.code GROUP BY hit.id) h
      JOIN reading r ON r.id = h.id
    ON CONFLICT (reading_id) DO UPDATE SET rules = excluded.rules, alerts = excluded.alerts
       WHERE f.outcome = '' AND f.rules <> excluded.rules;
    GET DIAGNOSTICS chosen = ROW_COUNT;
    RETURN chosen;
END $body$;
