-- What was promised at a meeting names the meeting's case, as later_of_the_case.sql.
UPDATE participants_undertaking u SET enrolment_id = m.enrolment_id FROM participants_meeting m WHERE m.id = u.meeting_id;

CREATE FUNCTION participants_undertaking_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    NEW.enrolment_id := (SELECT enrolment_id FROM participants_meeting WHERE id = NEW.meeting_id);
    RETURN NEW;
END $body$;

CREATE TRIGGER undertaking_of_the_case BEFORE INSERT OR UPDATE OF meeting_id ON participants_undertaking
FOR EACH ROW EXECUTE FUNCTION participants_undertaking_of_the_case();

ALTER TABLE participants_meeting ADD CONSTRAINT meeting_with_its_case UNIQUE (id, enrolment_id);
ALTER TABLE participants_undertaking ADD CONSTRAINT undertaking_of_the_case FOREIGN KEY (meeting_id, enrolment_id)
    REFERENCES participants_meeting (id, enrolment_id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
