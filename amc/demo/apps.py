from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "amc.demo"
    label = "demo"
    verbose_name = "Demokommun och mätning"
