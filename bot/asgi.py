"""The web as one ASGI application: `uvicorn bot.asgi:application`."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (Django must be set up first)

from bot.citizen.events import end_on, the_hub  # noqa: E402
from bot.knowledge.shelf import shelf_at  # noqa: E402
from bot.knowledge.warm import warm  # noqa: E402
from bot.store import timers  # noqa: E402
from bot.web.handler import ThreadedHandler  # noqa: E402

application = ThreadedHandler(settings.WEB_THREADS)
shelf_at(Path(settings.RELEASES)).watch(warm)
# what is loaded now stays: to look through it for rubbish would stop every request for a tenth of a second
gc.collect()
gc.freeze()
timers.start()
the_hub().at_first = lambda: (end_on(signal.SIGINT), end_on(signal.SIGTERM))
