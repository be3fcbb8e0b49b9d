from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "amc.reports"
    verbose_name = "Statistik"
