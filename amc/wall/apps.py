from django.apps import AppConfig


class WallConfig(AppConfig):
    """The second wall: who a request is for, and what PostgreSQL lets it reach."""

    name = "amc.wall"
    label = "wall"
    verbose_name = "Behörighet i databasen"
