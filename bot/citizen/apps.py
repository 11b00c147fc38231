from django.apps import AppConfig


class CitizenConfig(AppConfig):
    name = "bot.citizen"
    label = "citizen"
    verbose_name = "群众页面"
