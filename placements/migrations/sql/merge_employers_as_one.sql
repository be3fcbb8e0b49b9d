-- Let a supervisor's time at a workplace be time at `place`: what runs into time that they serve there already becomes one
-- with it, from the first day of all to the last. Asked by what merges, never by itself.
CREATE OR REPLACE FUNCTION placements_serve_as_one(moved bigint, place bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    own placements_supervisorplace;
    beside bigint[];
    begins date;
    ends date;
BEGIN
    SELECT * INTO own FROM placements_supervisorplace WHERE id = moved;
    SELECT array_agg(id ORDER BY first_day), least(min(first_day), own.first_day),
           CASE WHEN own.last_day IS NULL OR bool_or(last_day IS NULL) THEN NULL
                ELSE greatest(max(last_day), own.last_day) END
      INTO beside, begins, ends
      FROM placements_supervisorplace
     WHERE workplace_id = place AND supervisor_id = own.supervisor_id AND id <> moved
       AND daterange(first_day, last_day, '[]') && daterange(own.first_day, own.last_day, '[]');
    IF beside IS NULL THEN
        UPDATE placements_supervisorplace SET workplace_id = place, revision = revision + 1
         WHERE id = moved AND workplace_id <> place;
        RETURN;
    END IF;
    DELETE FROM placements_supervisorplace WHERE id = moved OR id = ANY (beside[2:]);
    UPDATE placements_supervisorplace SET first_day = begins, last_day = ends, revision = revision + 1
     WHERE id = beside[1] AND (first_day, last_day) IS DISTINCT FROM (begins, ends);
END
$body$;

-- Give all that an employer has to the one it has been merged into: also what the user does not see, as an employer is
-- shared by the units and must not be two of them for some. The register says first which one (merged_into_id), so that
-- nothing else can be moved with this; who may write in it stands here once more. Workplaces with the same name become one,
-- also for the supervisors who serve them.
CREATE OR REPLACE FUNCTION placements_move_to_merged(gone bigint, reader bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    kept bigint;
    same record;
    held record;
BEGIN
    SELECT merged_into_id INTO kept FROM placements_employer WHERE id = gone;
    IF kept IS NULL THEN
        RAISE EXCEPTION 'The employer has not been merged.';
    END IF;
    IF NOT EXISTS (SELECT FROM staff_user
                    WHERE id = participants_asking(reader) AND is_active
                      AND roles && ARRAY['konsulent', 'enhetschef', 'hr']::varchar[]) THEN
        RAISE EXCEPTION 'Only those who keep the register merge employers.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR same IN SELECT old.id AS old_id, new.id AS new_id
                  FROM placements_workplace AS old JOIN placements_workplace AS new ON new.name = old.name
                 WHERE old.employer_id = gone AND new.employer_id = kept
    LOOP
        UPDATE placements_employment SET workplace_id = same.new_id WHERE workplace_id = same.old_id;
        UPDATE placements_internship SET workplace_id = same.new_id WHERE workplace_id = same.old_id;
        UPDATE placements_contactperson SET workplace_id = same.new_id WHERE workplace_id = same.old_id;
        UPDATE placements_responsibilityagreement SET workplace_id = same.new_id WHERE workplace_id = same.old_id;
        -- A supervisor who serves both serves one: times that run into each other become one.
        FOR held IN SELECT * FROM placements_supervisorplace WHERE workplace_id = same.old_id ORDER BY first_day, id
        LOOP
            PERFORM placements_serve_as_one(held.id, same.new_id);
        END LOOP;
        UPDATE placements_workplace SET is_active = false, revision = revision + 1 WHERE id = same.old_id;
    END LOOP;
    UPDATE placements_workplace AS old SET employer_id = kept, revision = revision + 1
     WHERE employer_id = gone
       AND NOT EXISTS (SELECT FROM placements_workplace AS new WHERE new.employer_id = kept AND new.name = old.name);
    UPDATE placements_employment SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_contactperson SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_supervisor SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employercontact SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_responsibilityagreement SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employerwarning SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employer SET merged_into_id = kept WHERE merged_into_id = gone;
END
$body$;
