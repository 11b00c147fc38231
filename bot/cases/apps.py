from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bot.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        from bot.cases import services  # noqa: F401  (its timers are known from here on)
        from bot.cases.handover import Cases
        from bot.staff import handover
        from bot.web import discretion

        discretion.install()
        handover.register(Cases())
