from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Deltagare"

    def ready(self) -> None:
        """Add what this app itself knows to the participant's page."""
        from participants import page

        page.register_standing(page.MEETINGS)
