from django.apps import AppConfig


class ExtractConfig(AppConfig):
    """The participant's register extract."""

    name = "amc.extract"
    label = "extract"
    verbose_name = "Registerutdrag"
