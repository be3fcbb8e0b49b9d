from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "amc.audit"
    label = "audit"
    verbose_name = "Logg och historik"
