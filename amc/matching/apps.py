from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Platser och matchning."""

    name = "amc.matching"
    label = "matching"
    verbose_name = "Platser och matchning"

    def ready(self) -> None:
        """Lead from the participant's page to the places, and say in words what triggers refuse."""
        from amc.matching.rules.proposals import IS_CLOSED
        from amc.obstacles import register_constraints

        register_constraints({"opening_is_closed": IS_CLOSED})
