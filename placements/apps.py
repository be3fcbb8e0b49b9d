from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Placeringar"

    def ready(self) -> None:
        """Say what this app's constraints mean, and what it adds to the participant's page."""
        from amc.obstacles import register_constraints
        from handlingsplan.hooks import register_week_part
        from participants.hooks import register_closing
        from participants.page import register_standing
        from participants.sharing import register_pieces
        from participants.time_limits import register_time_limits
        from placements.constraints import CONSTRAINTS
        from placements.page import PLACEMENTS, closing
        from placements.pictures import running_limits
        from placements.sharing import placement_pieces
        from placements.week import WEEK

        register_constraints(CONSTRAINTS)
        register_standing(PLACEMENTS)
        register_closing(closing)
        register_week_part(WEEK)
        register_pieces(placement_pieces)
        register_time_limits(running_limits)
