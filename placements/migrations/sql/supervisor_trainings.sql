-- The training of each supervisor becomes a row of its own, entered by whoever entered it, with what it said before as
-- its history. One that was taken out of the register stays as struck.
WITH told AS (
    SELECT e.pgh_id, e.pgh_obj_id AS supervisor_id, e.pgh_created_at, u.id AS user_id,
           e.training, e.trained_on, e.trained_until, e.certificate,
           lag(e.training) OVER of_one AS before
      FROM placements_supervisorevent e LEFT JOIN staff_user u ON u.id = (e.pgh_context ->> 'user')::bigint
    WINDOW of_one AS (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id)
), now_held AS (
    SELECT s.id AS supervisor_id, s.training, s.trained_on, s.trained_until, s.certificate,
           NULL::date AS gone_on, NULL::bigint AS gone_by
      FROM placements_supervisor s WHERE s.training <> 'none'
    UNION ALL
    SELECT s.id, was.training, was.trained_on, was.trained_until, was.certificate,
           (gone.pgh_created_at AT TIME ZONE 'Europe/Stockholm')::date, gone.user_id
      FROM placements_supervisor s
      JOIN LATERAL (SELECT * FROM told WHERE told.supervisor_id = s.id AND told.training = 'none'
                       AND told.before <> 'none' ORDER BY pgh_id DESC LIMIT 1) gone ON true
      JOIN LATERAL (SELECT * FROM told WHERE told.supervisor_id = s.id AND told.training <> 'none'
                       AND told.pgh_id < gone.pgh_id ORDER BY pgh_id DESC LIMIT 1) was ON true
     WHERE s.training = 'none'
)
INSERT INTO placements_supervisortraining (uuid, revision, supervisor_id, kind, held_on, valid_until, certificate,
       noted_by_id, noted_at, withdrawn_on, withdrawn_by_id, withdrawn_why)
SELECT gen_random_uuid(), 0, h.supervisor_id, h.training, h.trained_on, h.trained_until, h.certificate,
       first.user_id, coalesce(first.pgh_created_at, now()), h.gone_on, h.gone_by,
       CASE WHEN h.gone_on IS NULL THEN '' ELSE 'Borttagen ur registret.' END
  FROM now_held h
  LEFT JOIN LATERAL (SELECT user_id, pgh_created_at FROM told WHERE told.supervisor_id = h.supervisor_id
                        AND told.training = h.training AND told.trained_on = h.trained_on
                      ORDER BY pgh_id LIMIT 1) first ON true;

WITH said AS (
    SELECT e.*, lag(jsonb_build_array(e.training, e.trained_on, e.trained_until, e.certificate)) OVER of_one AS before
      FROM placements_supervisorevent e
    WINDOW of_one AS (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id)
)
INSERT INTO placements_supervisortrainingevent (pgh_created_at, pgh_label, pgh_obj_id, pgh_context, pgh_context_id,
       id, uuid, revision, supervisor_id, kind, held_on, valid_until, certificate, noted_by_id, noted_at,
       withdrawn_on, withdrawn_by_id, withdrawn_why)
SELECT s.pgh_created_at,
       CASE WHEN row_number() OVER (PARTITION BY s.pgh_obj_id ORDER BY s.pgh_id) = 1 THEN 'insert' ELSE 'update' END,
       t.id, s.pgh_context, s.pgh_context_id, t.id, t.uuid, 0, t.supervisor_id, s.training, s.trained_on,
       s.trained_until, s.certificate, t.noted_by_id, t.noted_at, NULL, NULL, ''
  FROM said s JOIN placements_supervisortraining t ON t.supervisor_id = s.pgh_obj_id
 WHERE s.training <> 'none'
   AND s.before IS DISTINCT FROM jsonb_build_array(s.training, s.trained_on, s.trained_until, s.certificate)
 ORDER BY s.pgh_id;

-- What waits to be checked is, so that the tables can be altered.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
