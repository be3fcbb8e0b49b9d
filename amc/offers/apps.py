from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Erbjudanden."""

    name = "amc.offers"
    label = "offers"
    verbose_name = "Erbjudanden"
