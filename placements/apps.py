from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placeringar"

    def ready(self) -> None:
        """Say what this app's constraints mean, and what it adds to the participant's page."""
        from amc.obstacles import register_constraints
        from participants.hooks import register_closing
        from participants.page import register_chips
        from placements.constraints import CONSTRAINTS
        from placements.page import chips, closing

        register_constraints(CONSTRAINTS)
        register_chips(chips)
        register_closing(closing)
