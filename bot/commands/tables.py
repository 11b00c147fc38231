"""The web's tables for a command: Django, set up once."""

from __future__ import annotations

import os


def ready() -> None:
    """Sets Django up, unless it is: a second time would begin logging anew and close what others write to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
