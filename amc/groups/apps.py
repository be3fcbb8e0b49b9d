from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Gruppaktiviteter."""

    name = "amc.groups"
    label = "groups"
    verbose_name = "Gruppaktiviteter"

    def ready(self) -> None:
        """Lead from the participant's page and plan to the groups, and say in words what the database refuses."""
        from amc.groups.rules import IN_A_GROUP, NOT_IN_GROUP
        from amc.groups.standing import ATTENDANCE, GROUPED
        from amc.groups.week import WEEK
        from amc.obstacles import register_constraints
        from handlingsplan.hooks import register_activity_part, register_week_part
        from participants.page import register_standing

        register_standing(ATTENDANCE)
        register_activity_part(GROUPED)
        register_week_part(WEEK)
        register_constraints({"group_is_one": NOT_IN_GROUP, "activity_in_one_group": IN_A_GROUP})
