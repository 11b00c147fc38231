from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bot.reports"
    label = "reports"
    verbose_name = "报表"

    def ready(self) -> None:
        from bot.reports.services import round  # noqa: F401  (adds its timer)
