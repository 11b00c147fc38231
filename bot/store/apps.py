from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "bot.store"
    label = "store"
    verbose_name = "底层"
