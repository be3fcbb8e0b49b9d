-- The latest day up to $2 on which an employment that counts as särskild visstid reached 9, 11 or 12 months, among its own
-- days; null before the first. The same answer as placements.rules.las.passes_on from the employment's first day: each
-- day counts once, and the 273rd (334th, 365th) day back must lie later than the same day five years before. It runs as
-- whoever asks, so it counts the contracts that they may see, as the account of LAS does; the sweep sees all.
CREATE FUNCTION placements_las_step_on(bigint, date) RETURNS date
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $body$
    SELECT greatest(
               min(k.day) FILTER (WHERE k.nine > k.before),
               min(k.day) FILTER (WHERE k.eleven > k.before),
               min(k.day) FILTER (WHERE k.twelve > k.before))
      FROM placements_employment e
      JOIN placements_scheme own ON own.code = e.scheme AND own.las = 'counts'
     CROSS JOIN LATERAL (
           SELECT w.day,
                  (w.day - interval '5 years')::date AS before,
                  lag(w.day, 273 - 1) OVER days AS nine,
                  lag(w.day, 334 - 1) OVER days AS eleven,
                  lag(w.day, 365 - 1) OVER days AS twelve
             FROM (SELECT DISTINCT g.day::date AS day
                     FROM placements_employment c
                     JOIN placements_scheme s ON s.code = c.scheme
                    CROSS JOIN LATERAL generate_series(
                          lower(c.period)::timestamp, least(upper(c.period) - 1, $2)::timestamp, interval '1 day'
                          ) AS g(day)
                    WHERE c.participant_id = e.participant_id
                      AND c.employer_id = e.employer_id
                      AND s.las = 'counts') AS w
           WINDOW days AS (ORDER BY w.day)) AS k
     WHERE e.id = $1 AND k.day <@ e.period
$body$;
