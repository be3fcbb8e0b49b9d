-- How many placements of each other unit a supervisor leads on `since` or later: numbers by unit, and nobody of whom. It
-- answers the user of the transaction, who has to be one who places people. What the reader's own unit has is left out:
-- the page shows it, and a number of those who are hidden from the reader would tell that they are there.
CREATE FUNCTION placements_led_elsewhere(reader bigint, supervisor bigint, since date)
RETURNS TABLE (unit bigint, placements bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT held.unit_id, count(DISTINCT (led.employment_id, led.internship_id))
      FROM staff_user AS asker
      JOIN placements_supervision AS led ON led.supervisor_id = supervisor AND upper(led.period) > since
      JOIN participants_enrolment AS held ON held.id = led.enrolment_id AND held.unit_id <> asker.unit_id
     WHERE asker.id = participants_asking(reader) AND asker.is_active
       AND asker.roles && ARRAY['konsulent', 'enhetschef']::varchar[]
     GROUP BY held.unit_id
$body$;
