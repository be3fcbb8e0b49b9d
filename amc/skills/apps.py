from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """What participants have shown that they can, and the certificates that they hold."""

    name = "amc.skills"
    label = "skills"
    verbose_name = "visad kompetens"
