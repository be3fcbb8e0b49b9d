-- Give all that an employer has to the one it has been merged into: also what the user does not see, as an employer is
-- shared by the units and must not be two of them for some. The register says first which one (merged_into_id), so that
-- nothing else can be moved with this; who may write in it stands here once more. Workplaces with the same name become one,
-- also for the supervisors who serve them, and the visits that are planned there.
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
        UPDATE placements_jointvisit SET workplace_id = same.new_id, revision = revision + 1
         WHERE workplace_id = same.old_id;
        UPDATE placements_workplace SET is_active = false, revision = revision + 1 WHERE id = same.old_id;
    END LOOP;
    UPDATE placements_workplace AS old SET employer_id = kept, revision = revision + 1
     WHERE employer_id = gone
       AND NOT EXISTS (SELECT FROM placements_workplace AS new WHERE new.employer_id = kept AND new.name = old.name);
    UPDATE placements_employment SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_contactperson SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_supervisor SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employercontact SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_jointvisit SET employer_id = kept, revision = revision + 1 WHERE employer_id = gone;
    UPDATE placements_responsibilityagreement SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employerwarning SET employer_id = kept WHERE employer_id = gone;
    UPDATE placements_employer SET merged_into_id = kept WHERE merged_into_id = gone;
END
$body$;
