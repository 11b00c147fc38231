from django.apps import AppConfig


class SlipsConfig(AppConfig):
    name = "bot.slips"
    label = "slips"
    verbose_name = "告知单"
