from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bot.reports"
    label = "reports"
    verbose_name = "报表"
