from django.apps import AppConfig


class HandlingsplanConfig(AppConfig):
    name = "handlingsplan"
    verbose_name = "Handlingsplan"

    def ready(self) -> None:
        """Add to the participant's page, and say in words what the database refuses."""
        from amc.obstacles import Obstacle, register_constraints
        from handlingsplan import rules, standing
        from handlingsplan.booked import WEEK, booked_follow_ups, followed_up_at
        from handlingsplan.closing import GOALS_AT_CLOSING
        from handlingsplan.hooks import register_week_part
        from handlingsplan.moments import plan_agreed
        from handlingsplan.sharing import plan_pieces
        from participants import page
        from participants.changes import register_moment
        from participants.clashes import register_busy
        from participants.hooks import register_closing_part, register_meeting_tie
        from participants.sharing import register_pieces

        page.register_standing(standing.PLAN)
        page.register_standing(standing.FOLLOW_UP)
        page.register_documents(standing.documents)
        register_pieces(plan_pieces)
        register_busy(booked_follow_ups)
        register_meeting_tie(followed_up_at)
        register_moment(plan_agreed)
        register_week_part(WEEK)
        register_closing_part(GOALS_AT_CLOSING)

        register_constraints(
            {
                "agreed_plan_is_frozen": rules.FROZEN,
                "published_set_is_frozen": Obstacle(
                    None, "Versionen är publicerad och kan inte ändras. Skriv en ny version.", "published_set"
                ),
                "one_draft_of_a_progress_set": Obstacle(None, "Det finns redan ett utkast. Ladda om sidan.", "a_draft"),
                "answer_within_scale": Obstacle(None, "Frågorna har ändrats. Ladda om sidan.", "unknown_question"),
                "one_measure_a_day_and_voice": Obstacle(None, "Frågorna är redan besvarade i dag.", "answered_today"),
                "party_asked_once": Obstacle("contact", "Kontakten är redan tillfrågad om den här versionen.", "asked"),
                "parties_have_agreed": Obstacle(
                    None, "Någon mer har tillfrågats och inte godkänt än. Ladda om sidan.", "parties_have_agreed"
                ),
                "stopped_activity_has_reason": Obstacle(
                    "result", "Skriv varför aktiviteten avbröts.", "stopped_activity_has_reason"
                ),
                "activity_ends_after_start": Obstacle(
                    "due_on", "Aktiviteten slutar innan den börjar. Ändra något av datumen.", "ends_before_start"
                ),
            }
        )
