"""The app that carries frame and display."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Frame, navigation and display tags."""

    name = "amc.web"
    label = "web"
    verbose_name = "Webb"

    def ready(self) -> None:
        """Register the checks."""
        from amc.web import checks  # noqa: F401
