"""Addresses of the public interface, version 1. Only what is built stands here."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView

from bot.citizen.api_cases import Cases
from bot.citizen.api_catalogue import Hall, Items, OneItem, OneWindow, Windows
from bot.citizen.api_conversations import Conversation, Conversations, Messages
from bot.citizen.api_devices import Devices, Heartbeat
from bot.citizen.api_events import Events
from bot.citizen.api_feedback import Feedback
from bot.citizen.api_offline import Offline
from bot.citizen.api_one_case import CaseQr, Evaluation, OneCase, Reopen, Supplement, Withdraw
from bot.citizen.api_photos import Photos
from bot.citizen.api_plan import Plan, Way
from bot.citizen.api_proposal import CaseProposal
from bot.citizen.api_receipts import CaseReceipt
from bot.citizen.api_slips import OneSlip, SlipPrint, SlipQr, Slips
from bot.citizen.api_speech import Hearing, Speech

app_name = "api"
urlpatterns = [
    path("conversations", Conversations.as_view(), name="conversations"),
    path("conversations/<str:conversation>", Conversation.as_view(), name="conversation"),
    path("conversations/<str:conversation>/messages", Messages.as_view(), name="messages"),
    path("conversations/<str:conversation>/events", Events.as_view(), name="events"),
    path("conversations/<str:conversation>/feedback", Feedback.as_view(), name="feedback"),
    path("hall", Hall.as_view(), name="hall"),
    path("offline", Offline.as_view(), name="offline"),
    path("plan", Plan.as_view(), name="plan"),
    path("plan/way", Way.as_view(), name="way"),
    path("items", Items.as_view(), name="items"),
    path("items/<str:item>", OneItem.as_view(), name="item"),
    path("windows", Windows.as_view(), name="windows"),
    path("windows/<str:number>", OneWindow.as_view(), name="window"),
    path("cases", Cases.as_view(), name="cases"),
    path("cases/proposal", CaseProposal.as_view(), name="proposal"),  # never a case number
    path("cases/photos", Photos.as_view(), name="photos"),
    path("cases/<str:number>", OneCase.as_view(), name="case"),
    path("cases/<str:number>/qr", CaseQr.as_view(), name="case_qr"),
    path("cases/<str:number>/receipt", CaseReceipt.as_view(), name="case_receipt"),
    path("cases/<str:number>/supplement", Supplement.as_view(), name="case_supplement"),
    path("cases/<str:number>/withdraw", Withdraw.as_view(), name="case_withdraw"),
    path("cases/<str:number>/reopen", Reopen.as_view(), name="case_reopen"),
    path("cases/<str:number>/evaluation", Evaluation.as_view(), name="case_evaluation"),
    path("slips", Slips.as_view(), name="slips"),
    path("slips/<str:code>", OneSlip.as_view(), name="slip"),
    path("slips/<str:code>/qr", SlipQr.as_view(), name="slip_qr"),
    path("slips/<str:code>/print", SlipPrint.as_view(), name="slip_print"),
    path("speech", Speech.as_view(), name="speech"),
    path("hearing", Hearing.as_view(), name="hearing"),
    path("devices", Devices.as_view(), name="devices"),
    path("devices/heartbeat", Heartbeat.as_view(), name="heartbeat"),
    path("schema/", SpectacularAPIView.as_view(renderer_classes=[OpenApiJsonRenderer]), name="schema"),
]
