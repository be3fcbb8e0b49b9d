from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "amc.reminders"
    verbose_name = "Påminnelser"
