from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bot.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        from bot.cases import services  # noqa: F401  (its timers are known from here on)
        from bot.cases.handover import Cases
        from bot.cases.senders import the_sender
        from bot.staff import handover
        from bot.web import discretion

        the_sender()  # a setting that is wrong is said at the start, not when somebody answers a request
        discretion.install()
        handover.register(Cases())
