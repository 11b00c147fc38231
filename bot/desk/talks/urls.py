"""Addresses under /desk/talks/."""

from __future__ import annotations

from django.urls import path

from bot.desk.home import PROVIDERS
from bot.desk.talks import acts, views
from bot.desk.talks.cards import cards

urlpatterns = [
    path("", views.talks, name="talks"),
    path("live/", views.live, name="talks_live"),
    path("bell/", views.bell, name="talks_bell"),
    path("pause/", acts.pause, name="talks_pause"),
    path("resume/", acts.resume, name="talks_resume"),
    path("facts/", views.facts, name="talks_facts"),
    path("<int:pk>/answer/", acts.answer, name="talks_answer"),
    path("<int:pk>/arrive/", acts.arrive, name="talks_arrive"),
    path("<int:pk>/say/", acts.say, name="talks_say"),
    path("<int:pk>/end/", acts.end, name="talks_end"),
    path("<int:pk>/over/", acts.take_over, name="talks_over"),
    path("<int:pk>/hand/", acts.hand_over, name="talks_hand"),
    path("<int:pk>/request/", acts.open_request, name="talks_request"),
]
PROVIDERS.append(cards)
