from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "bot.talks"
    label = "talks"
    verbose_name = "人工"

    def ready(self) -> None:
        from bot.talks import services  # noqa: F401  (its timer is known from here on)
