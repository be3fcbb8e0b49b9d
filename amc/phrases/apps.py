from django.apps import AppConfig


class PhrasesConfig(AppConfig):
    """Fraser."""

    name = "amc.phrases"
    label = "phrases"
    verbose_name = "Fraser"
