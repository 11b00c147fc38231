from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "bot.catalogue"
    label = "catalogue"
    verbose_name = "事项"

    def ready(self) -> None:
        from bot.catalogue.handover import ChangeSets
        from bot.catalogue.services import bulletin, imports, truth  # noqa: F401  (their timers are known from here on)
        from bot.staff import handover

        handover.register(ChangeSets())
