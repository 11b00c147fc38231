from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bot.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        from bot.web import discretion

        discretion.install()
