"""Django's settings for the web process. Every value a hall may change comes through `bot.config`."""

from __future__ import annotations

from pathlib import Path

from bot.config import SettingError, env_bool, env_int, env_list, env_path, env_secret, env_text
from bot.keys import ensure_secrets
from bot.store.database import databases

BASE_DIR = Path(__file__).resolve().parent.parent

# --- where things lie ---------------------------------------------------------------------------
VAR = env_path("VAR", BASE_DIR / "var", "folder for the database, releases, models and secrets")
VAR.mkdir(mode=0o750, parents=True, exist_ok=True)
RELEASES = VAR / "releases"

# --- secrets ------------------------------------------------------------------------------------
_keys = ensure_secrets(VAR)
SECRET_KEY = env_secret("SECRET_KEY", _keys.django, "signs staff sessions and CSRF tokens")
VAULT_KEY = env_secret("VAULT_KEY", _keys.vault, "Fernet keys for personal data, newest first, one per line or space")
CHANNEL_SECRET = env_secret("CHANNEL_SECRET", _keys.channel, "shared by web and assistant, sent as a bearer token")

# --- who may connect ----------------------------------------------------------------------------
DEBUG = env_bool("DEBUG", False, "Django's debug pages; never in a hall")
ALLOWED_HOSTS = env_list("HOSTS", ("*",), "host names the web answers to, comma-separated; * = any")
CSRF_TRUSTED_ORIGINS = env_list("ORIGINS", (), "https origins whose staff forms are accepted behind a proxy")
HTTPS = env_bool("HTTPS", False, "people reach the site by https: secure cookies and HSTS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("SECURE_COOKIES", HTTPS, "staff cookies travel by https only")
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000 if HTTPS else 0, "seconds browsers insist on https; 0 = off")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "xiaobao_staff", "xiaobao_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = env_int("STAFF_SESSION", 8 * 3600, "seconds until a member of staff logs in again", least=60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "bot.citizen.problems.csrf_refused"
SECURE_REFERRER_POLICY = None  # bot.web.headers sets it: no-referrer, and same-origin for staff forms
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = env_int("BODY_BYTES", 65_536, "largest request body in bytes", least=32_768)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
"""The form of an item has a field for everything that may be said: 493 for the longest of the sample hall."""
UPLOADS = {
    "/desk/sheets/upload/": (11_000_000, "/desk/sheets/?too_big=1"),
    "/desk/orders/upload/": (11_000_000, "/desk/orders/?too_big=1"),
    "/desk/area/seen/": (16_000_000, "/desk/area/?too_big=1"),
    "/desk/area/result/": (16_000_000, "/desk/area/?too_big=1"),
}
"""Where files may be sent, with the largest body in bytes and the page that says it was too big."""
OPEN_UPLOADS = {
    "/api/v1/cases/photos": (5_000_000, "一张照片最大5MB，请换一张小一点的。"),
    "/api/v1/hearing": (660_000, "一次最多说20秒，请分开说。"),
}
"""The same for everybody: the largest body in bytes, and the sentence that says it was too big."""

# --- the assistant ------------------------------------------------------------------------------
ASSISTANT_URL = env_text("ASSISTANT_URL", "http://127.0.0.1:5005", "loopback address of the assistant")
ASSISTANT_TIMEOUT_MS = env_int("ASSISTANT_TIMEOUT_MS", 2000, "milliseconds until simple mode answers", least=50)
ASSISTANT_IN_FLIGHT = env_int(
    "ASSISTANT_IN_FLIGHT", 16, "turns at the assistant at once, more go to simple mode", least=1
)

# --- speech -------------------------------------------------------------------------------------
VOICE = env_text("VOICE", "espeak", "who reads aloud: espeak, sherpa or none")
VOICE_MODEL = env_text("VOICE_MODEL", "", "folder of a sherpa-onnx voice that the operator brings")
HEARING = env_text("HEARING", "none", "who understands speech: none, sherpa or http")
HEARING_MODEL = env_text("HEARING_MODEL", "", "folder of a sherpa-onnx recogniser that the operator brings")
HEARING_URL = env_text("HEARING_URL", "", "address of a recogniser in the hall's own network")
HEARING_SECRET = env_secret("HEARING_SECRET", "", "bearer token for that recogniser")

# --- limits (domain.md, Defaults) ---------------------------------------------------------------
WEB_MINUTES = env_int("WEB_MINUTES", 30, "minutes a conversation lives after its last turn", least=1)
KIOSK_MINUTES = env_int("KIOSK_MINUTES", 3, "the same at a kiosk", least=1)
TURNS_PER_MINUTE = env_int("TURNS_PER_MINUTE", 20, "turns per minute in one conversation; 0 = no limit")
CALLS_PER_MINUTE = env_int(
    "CALLS_PER_MINUTE", 600, "turns, cases and look-ups per minute from one address; 0 = no limit"
)
KIOSKS = dict(
    pair.split("=", 1)
    for pair in env_list("KIOSKS", (), "where each kiosk stands, for who walks there: k3=3号一体机（一楼东门）,k4=…")
    if "=" in pair
)
PRINTERS = dict(
    pair.split("=", 1)
    for pair in env_list("PRINTERS", (), "the receipt printer beside each kiosk: k3=tcp://192.168.1.50:9100,k4=…")
    if "=" in pair
)
SLIP_QR = env_text("SLIP_QR", "", "square on slips: empty = the address the page was opened by, text, or an address")
STREAMS = env_int("STREAMS", 400, "pages that one web process keeps open for a person's words", least=1)
WEB_THREADS = env_int("THREADS", 40, "threads that answer requests, each with one database connection", least=4)

# --- news for citizens --------------------------------------------------------------------------
SENDER = env_text("SENDER", "clerk", "who tells citizens news: clerk = staff call, or a sender's dotted path")
SENDER_URL = env_text(
    "SENDER_URL", "", "where bot.cases.senders.HttpSender posts messages: https, or http in the house"
)
SENDER_SECRET = env_text("SENDER_SECRET", "", "bearer token for it")
SENDER_WAYS = env_list("SENDER_WAYS", ("message",), "what it can do: message, call; the rest stays with staff")

# --- questions that were not answered -----------------------------------------------------------
QUESTION_TIMES = env_int(
    "QUESTION_TIMES", 3, "so often within the days below a question becomes a department's task: twice may be chance",
    least=1,
)  # fmt: skip
QUESTION_DAYS = env_int("QUESTION_DAYS", 7, "days that count for it: one week of opening", least=1)
QUESTION_KEPT_DAYS = env_int("QUESTION_KEPT_DAYS", 180, "days until a question nobody handled is dropped", least=1)

# --- Django -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "bot.desk.apps.DeskConfig",  # before unfold and the admin: its templates and static files come first
    "unfold.apps.BasicAppConfig",
    "bot.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "bot.store",
    "bot.staff",
    "bot.catalogue",
    "bot.slips",
    "bot.cases",
    "bot.devices",
    "bot.talks",
    "bot.reports",
    "bot.citizen",
]
MIDDLEWARE = [
    "bot.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "bot.web.packing.PackedFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bot.citizen.script.TraditionalDisplay",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bot.desk.accounts.own.FirstLogin",
    "bot.desk.two_steps.TwoStepsFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bot.urls"
ASGI_APPLICATION = "bot.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = databases(env_text("DATABASE", "", "URL of a PostgreSQL database; empty = SQLite in var"), VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves what the apps hold, no collectstatic needed
WHITENOISE_ALLOW_ALL_ORIGINS = False

STAFF_TOTP = env_text("STAFF_TOTP", "optional", "two-step login of staff: optional, or required of everybody")
if STAFF_TOTP not in ("optional", "required"):
    raise SettingError("环境变量 XIAOBAO_STAFF_TOTP 只能写 optional 或 required。")
OTP_TOTP_ISSUER = "小豹工作台"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # bot.desk.login counts misses
UNFOLD = {"THEME": "light", "SHOW_HISTORY": False, "SHOW_VIEW_ON_SITE": False}
"""Titles, menu and banner come from bot.desk.site; colours stand in desk/frame.css."""

AUTHENTICATION_BACKENDS = ["bot.desk.login.LockingBackend"]
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "bot.desk.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "bot.citizen.negotiation.AlwaysJson",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "bot.citizen.problems.handle",
    "COMPACT_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "小豹公开接口",
    "DESCRIPTION": "政务服务大厅导办：会话、事项、窗口、诉求。",
    "VERSION": "1",
    "OAS_VERSION": "3.0.3",
    "SERVERS": [{"url": "/", "description": "本站"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "bot": {"level": env_text("LOG_LEVEL", "INFO", "how much the web logs: DEBUG, INFO, WARNING, ERROR")},
        # The access log would hold conversation tokens and query codes.
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
