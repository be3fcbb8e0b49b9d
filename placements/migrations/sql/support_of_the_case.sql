-- A decision about lönestöd names the employment's case, so that it is found from the case by an index, and the wall looks
-- one step up instead of two. The key of two columns holds them together, also when an employment moves to another case.
UPDATE placements_wagesupport w SET enrolment_id = e.enrolment_id FROM placements_employment e WHERE e.id = w.employment_id;

CREATE FUNCTION placements_support_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    NEW.enrolment_id := (SELECT enrolment_id FROM placements_employment WHERE id = NEW.employment_id);
    RETURN NEW;
END $body$;

CREATE TRIGGER support_of_the_case BEFORE INSERT OR UPDATE OF employment_id ON placements_wagesupport
FOR EACH ROW EXECUTE FUNCTION placements_support_of_the_case();

ALTER TABLE placements_employment ADD CONSTRAINT employment_with_its_case UNIQUE (id, enrolment_id);
ALTER TABLE placements_wagesupport ADD CONSTRAINT support_of_the_case FOREIGN KEY (employment_id, enrolment_id)
    REFERENCES placements_employment (id, enrolment_id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
