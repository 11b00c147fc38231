from django.apps import AppConfig


class SlipsConfig(AppConfig):
    name = "bot.slips"
    label = "slips"
    verbose_name = "告知单"

    def ready(self) -> None:
        from bot.slips import services
        from bot.store import keeping

        keeping.NEEDED["slips"] = services.releases_in_use
        services.check_settings()
