from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "amc.staff"
    verbose_name = "Personal"
