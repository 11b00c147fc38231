from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "bot.catalogue"
    label = "catalogue"
    verbose_name = "事项"

    def ready(self) -> None:
        from bot.catalogue.handover import ChangeSets
        from bot.catalogue.services import bulletin, imports, publishing, truth  # noqa: F401  (their timers are known from here on)
        from bot.staff import handover
        from bot.store import keeping

        handover.register(ChangeSets())
        keeping.NEEDED["catalogue"] = publishing.releases_in_use
