from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "amc.workspace"
    verbose_name = "Arbetsyta"
