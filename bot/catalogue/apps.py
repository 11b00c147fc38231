from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "bot.catalogue"
    label = "catalogue"
    verbose_name = "事项"
