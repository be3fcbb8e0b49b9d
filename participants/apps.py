from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Deltagare"

    def ready(self) -> None:
        """Add what this app itself knows to the participant's page, and say what the database refuses."""
        from amc.obstacles import Obstacle, register_constraints
        from participants import page, sharing

        page.register_standing(page.MEETINGS)
        sharing.register_pieces(sharing.case_pieces)
        register_constraints(
            {
                "disclosure_within_its_consent": Obstacle(
                    "consent",
                    "Samtycket gäller inte, eller omfattar inte det här. Läs om sidan och välj en annan grund.",
                    "not_in_force",
                )
            }
        )
