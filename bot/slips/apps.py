from django.apps import AppConfig


class SlipsConfig(AppConfig):
    name = "bot.slips"
    label = "slips"
    verbose_name = "告知单"

    def ready(self) -> None:
        from bot.slips import services  # noqa: F401  (its timer is known from here on)
