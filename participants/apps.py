from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Deltagare"

    def ready(self) -> None:
        """Add what this app itself knows to the participant's page, and say what the database refuses."""
        from amc.obstacles import register_constraints
        from participants import page, sharing
        from participants.constraints import CONSTRAINTS

        page.register_standing(page.MEETINGS)
        sharing.register_pieces(sharing.case_pieces)
        register_constraints(CONSTRAINTS)
