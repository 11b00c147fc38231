from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "bot.store"
    label = "store"
    verbose_name = "底层"

    def ready(self) -> None:
        from bot.store import keeping  # noqa: F401  (its timer is known from here on)
