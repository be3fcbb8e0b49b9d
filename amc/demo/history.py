"""History of what was written by COPY: each row's first event, dated and signed as the row itself says."""

from django.apps import apps
from django.db import connection, models
from psycopg import sql

# Model → (when it was written, who wrote it), as SQL over its own columns. Others are undated: the first day of work.
_SIGNED = {
    "participants.Participant": ("created_at", "NULL"),
    "participants.Referral": ("registered_at", "registered_by_id"),
    "participants.Enrolment": (
        "opened_on::timestamp AT TIME ZONE 'Europe/Stockholm' + interval '9 h'",
        "consultant_id",
    ),
    "participants.Meeting": ("least(starts_at, now()) - interval '6 days'", "consultant_id"),
    "participants.Undertaking": (
        "(SELECT m.starts_at FROM participants_meeting m WHERE m.id = meeting_id)",
        "(SELECT m.consultant_id FROM participants_meeting m WHERE m.id = meeting_id)",
    ),
    "participants.Closure": ("closed_at", "closed_by_id"),
    "handlingsplan.PlanVersion": ("created_at", "created_by_id"),
    "participants.LaterFollowUp": (
        "(SELECT c.closed_at FROM participants_closure c WHERE c.id = closure_id)",
        "(SELECT c.closed_by_id FROM participants_closure c WHERE c.id = closure_id)",
    ),
    "handlingsplan.GoalResult": ("recorded_at", "recorded_by_id"),
    "handlingsplan.PlanParty": ("asked_at", "asked_by_id"),
    "handlingsplan.Activity": (
        "(SELECT v.created_at FROM handlingsplan_planversion v WHERE v.id = version_id)",
        "(SELECT v.created_by_id FROM handlingsplan_planversion v WHERE v.id = version_id)",
    ),
    "handlingsplan.FollowUp": (
        "coalesce(recorded_at, cancelled_at, least(due_on - interval '150 days', now() - interval '1 day'))",
        "held_by_id",
    ),
    "placements.Employment": ("created_at", "created_by_id"),
    "placements.Internship": ("created_at", "created_by_id"),
    "placements.Supervision": ("least(lower(period)::timestamptz, now())", "NULL"),
    "placements.SupervisorTraining": ("noted_at", "NULL"),
    "placements.SupervisorPayment": ("payable_at", "NULL"),
}
_UNSIGNED = ("now() - interval '4 years'", "NULL")


def write_history() -> int:
    """An event "insert" for every row that is tracked and has none; how many were written."""
    written = 0
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for event in getattr(model, "pgh_event_models", {}).values():
                if "pgh_obj" in {field.name for field in event._meta.fields}:
                    cursor.execute(_statement(model, event))
                    written += cursor.rowcount
    return written


def _statement(model: type[models.Model], event: type[models.Model]) -> sql.Composed:
    kept = {field.name for field in event._meta.concrete_fields if not field.name.startswith("pgh_")}
    columns = [str(field.column) for field in model._meta.concrete_fields if field.name in kept]
    when, who = _SIGNED.get(model._meta.label, _UNSIGNED)
    names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    return sql.SQL(
        "INSERT INTO {event} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context, {names}) "
        "SELECT {when}, 'insert', id, jsonb_build_object('user', {who}, 'url', ''), {names} FROM {table} "
        "WHERE NOT EXISTS (SELECT FROM {event} e WHERE e.pgh_obj_id = {table}.id)"
    ).format(
        event=sql.Identifier(event._meta.db_table),
        table=sql.Identifier(model._meta.db_table),
        names=names,
        when=sql.SQL(when),
        who=sql.SQL(who),
    )
