from django.apps import AppConfig


class AktivitetskravConfig(AppConfig):
    """Aktivitetskrav för försörjningsstöd."""

    name = "amc.aktivitetskrav"
    label = "aktivitetskrav"
    verbose_name = "Aktivitetskrav"

    def ready(self) -> None:
        """Lead from the participant's page to the weeks, and say in the plan's week what is asked."""
        from amc.aktivitetskrav.standing import REQUIREMENT
        from amc.aktivitetskrav.week import WEEK
        from handlingsplan.hooks import register_week_part
        from participants.page import register_standing

        register_standing(REQUIREMENT)
        register_week_part(WEEK)
