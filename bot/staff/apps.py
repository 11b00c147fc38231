from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "bot.staff"
    label = "staff"
    verbose_name = "人员"

    def ready(self) -> None:
        from bot.staff import handover
        from bot.staff.services.closing import Posts

        handover.register(Posts())
