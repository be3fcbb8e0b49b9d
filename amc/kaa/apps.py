from django.apps import AppConfig


class KaaConfig(AppConfig):
    """Kommunens aktivitetsansvar."""

    name = "amc.kaa"
    label = "kaa"
    verbose_name = "KAA"

    def ready(self) -> None:
        """Lead from the participant's page to the register, and look at what the register may hold."""
        from amc.kaa import checks  # noqa: F401 - registers the check
        from amc.kaa.standing import REGISTER
        from participants.page import register_standing

        register_standing(REGISTER)
