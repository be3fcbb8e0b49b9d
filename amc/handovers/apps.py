from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """Överlämningar."""

    name = "amc.handovers"
    label = "handovers"
    verbose_name = "Överlämningar"
