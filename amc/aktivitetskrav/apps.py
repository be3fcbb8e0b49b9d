from django.apps import AppConfig


class AktivitetskravConfig(AppConfig):
    """Aktivitetskrav för försörjningsstöd."""

    name = "amc.aktivitetskrav"
    label = "aktivitetskrav"
    verbose_name = "Aktivitetskrav"

    def ready(self) -> None:
        """Lead from the participant's page to the weeks."""
        from amc.aktivitetskrav.standing import REQUIREMENT
        from participants.page import register_standing

        register_standing(REQUIREMENT)
