from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Gruppaktiviteter."""

    name = "amc.groups"
    label = "groups"
    verbose_name = "Gruppaktiviteter"

    def ready(self) -> None:
        """Lead from the participant's page to the attendance, and say in words what triggers refuse."""
        from amc.groups.rules import NOT_IN_GROUP
        from amc.groups.standing import ATTENDANCE
        from amc.obstacles import register_constraints
        from participants.page import register_standing

        register_standing(ATTENDANCE)
        register_constraints({"group_is_one": NOT_IN_GROUP})
