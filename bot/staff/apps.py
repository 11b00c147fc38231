from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "bot.staff"
    label = "staff"
    verbose_name = "人员"
