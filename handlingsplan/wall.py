"""How the tables of plans and follow-ups stand behind the wall (amc.wall)."""

from amc.wall.lines import By, OnCase, Outside, number, numbers, own_unit

# A sensitive answer is for those who work with the person's case, as a sensitive area of the kartläggning is [S2].
_UNFENCED = f"""
    (NOT t.sensitive OR EXISTS (
        SELECT FROM handlingsplan_followup f JOIN participants_enrolment e ON e.id = f.enrolment_id
         WHERE f.id = t.follow_up_id AND e.participant_id = ANY ({numbers("worked")})))
"""
LINES = (
    OnCase("plan", worker=("id", "enrolment_id")),
    OnCase(
        "planversion",
        "plan",
        worker=(
            *("id", "uuid", "plan_id", "number", "state", "agreed_on", "created_at"),
            *("participant_lost_on", "consultant_lost_on"),
        ),
    ),
    OnCase("planparty", "version", worker=("id", "uuid", "version_id", "due_on", "agreed_on", "dropped_at")),
    OnCase("goal", "version"),
    OnCase("goalresult", "goal"),
    OnCase("activity", "version", worker=("id", "uuid", "version_id", "state", "due_on")),
    OnCase(
        "followup",
        worker=("id", "uuid", "enrolment_id", "kind", "due_on", "held_on", "cancelled_at"),
    ),
    # The municipality's, and those that somebody in the own unit wrote; about nobody.
    By("plantemplate", rule=f"({number('user')} IS NOT NULL AND (t.unit_id IS NULL OR t.unit_id = {own_unit()}))"),
    OnCase("progressmeasure", kept=True, worker=("id", "uuid", "enrolment_id", "version_id", "voice", "measured_on")),
    OnCase("progressfollow", worker=("id", "enrolment_id", "set_id", "follows", "chosen_at")),
    OnCase("progressanswer", "measure", kept=True),
    OnCase("followupanswer", "follow_up", only=_UNFENCED, kept=True),
)
OUTSIDE = (
    Outside(
        "progressset",
        ("id", "every", "per", "first_days", "asks_participant", "by_default", "from_sources", "is_active"),
    ),
    Outside("progressversion", ("id", "set_id", "published_at")),
)
