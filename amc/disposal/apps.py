from django.apps import AppConfig


class DisposalConfig(AppConfig):
    """How long records are kept, and how they go."""

    name = "amc.disposal"
    label = "disposal"
    verbose_name = "Gallring"

    def ready(self) -> None:
        """Show on the participant's page that nothing may be disposed of."""
        from amc.disposal.standing import HOLD
        from amc.obstacles import Obstacle, register_constraints
        from participants.page import register_standing

        register_standing(HOLD)
        register_constraints(
            {
                "retention_rule_takes_effect_later": Obstacle(
                    "valid_from",
                    "En ny gallringsregel gäller tidigast om fjorton dagar. Välj en senare dag.",
                    "too_soon",
                ),
                "retention_rule_is_only_ended": Obstacle(
                    None, "En gallringsregel ändras inte. Ge den en sista dag och skriv en ny.", "only_ended"
                ),
            }
        )
