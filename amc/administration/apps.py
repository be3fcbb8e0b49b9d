from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "amc.administration"
    verbose_name = "Administration"
