from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "bot.devices"
    label = "devices"
    verbose_name = "一体机"
