from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "bot.desk.site.DeskSite"


class DeskConfig(AppConfig):
    name = "bot.desk"
    label = "desk"
    verbose_name = "工作台"
