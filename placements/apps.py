from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placeringar"

    def ready(self) -> None:
        """Say what this app's constraints mean, and what it adds to the participant's page."""
        from amc.obstacles import register_constraints
        from placements.constraints import CONSTRAINTS

        register_constraints(CONSTRAINTS)
