from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placeringar"

    def ready(self) -> None:
        """Say what this app's constraints mean, and what it adds to the participant's page."""
        from amc.obstacles import register_constraints
        from participants.hooks import register_closing
        from participants.page import register_standing
        from placements.constraints import CONSTRAINTS
        from placements.page import PLACEMENTS, closing

        register_constraints(CONSTRAINTS)
        register_standing(PLACEMENTS)
        register_closing(closing)
