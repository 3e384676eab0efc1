"""One settings file. Every deployment choice is an environment variable, read here and nowhere else."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
ASCRIBE_HOME = Path(os.environ.get("ASCRIBE_HOME") or BASE_DIR / ".ascribe")


def env_bool(name: str) -> bool:
    given = os.environ.get(name, "0")
    if given not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {given!r}.")
    return given == "1"


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key() -> str:
    """The key from SECRET_KEY, or the one that `make run` wrote into the data folder."""
    key = os.environ.get("SECRET_KEY", "")
    file = ASCRIBE_HOME / "secret-key"
    if not key and file.exists():
        key = file.read_text().strip()
    if len(key) < 32:
        raise ImproperlyConfigured(f"Set SECRET_KEY to at least 32 random characters, or let `make run` write {file}.")
    return key


def database(url: str) -> dict[str, Any]:
    """A Django database from a libpq URL or connection string; only PostgreSQL is accepted."""
    if not url.startswith(("postgresql://", "postgres://")) and "=" not in url:
        raise ImproperlyConfigured("DATABASE_URL must be a PostgreSQL URL such as postgresql://user@host/name.")
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 20, "timeout": 30}}
    options |= {key: parts[key] for key in ("sslmode", "sslrootcert", "options") if key in parts}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "ascribe"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django refuses both
    }


def storage(folder: str) -> dict[str, Any]:
    """Where the files of one kind lie: in the bucket if there is one, else in the data folder."""
    if not S3_BUCKET:
        options = {"location": ASCRIBE_HOME / folder, "base_url": None}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    if find_spec("storages") is None:
        raise ImproperlyConfigured("S3_BUCKET needs django-storages: pip install -r requirements-s3.txt")
    where = {"bucket_name": S3_BUCKET, "endpoint_url": S3_ENDPOINT or None, "region_name": S3_REGION or None}
    return {"BACKEND": "annotator.buckets.Bucket", "OPTIONS": {**where, "location": folder}}


SECRET_KEY = secret_key()
DEBUG = env_bool("DEBUG")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
HTTPS = env_bool("HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "articles",
    "annotator",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "articles.middleware.RefusalPages",
    "articles.conventions.middleware.Conventions",
]
ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotator.work.comments.views.unread",
            ]
        },
    }
]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
UNSAFE_TEST_DATABASE = env_bool("UNSAFE_TEST_DATABASE")  # tests only: their server may forget everything
CACHES = {  # shared by the web processes: how often somebody failed to sign in is counted here
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "articles_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "articles.User"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "articles.accounts.Accounts"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Without a mail server nothing is sent; invitation and reset links are shown to a manager to pass on.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EMAIL_FROM", "Ascribe <ascribe@localhost>")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each named in itself: one looks for one's own
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = ASCRIBE_HOME / "static"
# A bucket instead of the data folder: for the files people send, of releases and of prepared exports. Keys are left
# to the usual variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or to what the machine is allowed to do.
S3_BUCKET = os.environ.get("S3_BUCKET", "")
S3_ENDPOINT = os.environ.get("S3_ENDPOINT", "")
S3_REGION = os.environ.get("S3_REGION", "")
STORAGES = {
    "default": storage("originals"),
    "releases": storage("releases"),
    "prepared": storage("prepared"),
    "staticfiles": {"BACKEND": "annotator.static_storage.ModuleManifestStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")  # megabytes, for developers only

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
# The internal place where nginx may read the data folder and so sends files itself, such as /protected/.
X_ACCEL_REDIRECT = os.environ.get("X_ACCEL_REDIRECT", "")
IMPORT_BY_URL = env_bool("IMPORT_BY_URL")  # whether the server may fetch a file from the web for somebody
WEBHOOKS_TO_PRIVATE_ADDRESSES = env_bool("WEBHOOKS_TO_PRIVATE_ADDRESSES")  # also without encryption, at any port
MAX_UPLOAD_BYTES = int(os.environ.get("MAX_UPLOAD_BYTES") or 200_000_000)

API_RATE = int(os.environ.get("API_RATE") or 3000)  # requests a minute of one token or person
RATES = {"api": API_RATE, "files": 5 * API_RATE, "links": 5 * API_RATE, "anonymous": max(1, API_RATE // 5)}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["articles.authentication.CallerAuthentication"],
    "EXCEPTION_HANDLER": "articles.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_RENDERER_CLASSES": ["articles.rendering.FastJSON"],
    "DEFAULT_PARSER_CLASSES": ["articles.parsing.BoundedJSONParser"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would list what a caller may not see
    "DEFAULT_SCHEMA_CLASS": "annotator.release.schema.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ascribe",
    "DESCRIPTION": "Who said what in the news: articles, readings of them, and the labelled spans. "
    "How to get data out, with examples, is told in docs/data.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["annotator.release.schema.complete"],  # enums stay where they are used
}

broker = os.environ.get("CELERY_BROKER_URL") or os.environ.get("DATABASE_URL", "")
CELERY_BROKER_IS_DATABASE = "=" in broker or broker.startswith(("postgresql://", "postgres://"))
# Our own transport reads the address from its options; Redis redelivers what a dead worker held after its timeout.
CELERY_BROKER_URL = "postgresql://ours" if CELERY_BROKER_IS_DATABASE else broker
CELERY_BROKER_TRANSPORT_OPTIONS = {"conninfo": broker} if CELERY_BROKER_IS_DATABASE else {"visibility_timeout": 4000}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600  # a file of a million articles on a busy machine
CELERY_TASK_SOFT_TIME_LIMIT = 3300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = int(os.environ.get("WORKER_CONCURRENCY") or 2)
CELERY_WORKER_LOST_WAIT = 1  # seconds until a killed pool process's task is given back
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps nothing on disk; its clock starts anew with us
CELERY_BEAT_SCHEDULE = {
    "ring lost jobs": {"task": "articles.ring_lost_jobs", "schedule": 30.0},
    "sweep": {"task": "articles.sweep", "schedule": 3600.0},
    "sweep prepared exports": {"task": "release.sweep_prepared_exports", "schedule": 3600.0},
    "ask for rendering": {"task": "release.ask_for_rendering", "schedule": 120.0},
    "ring waiting webhooks": {"task": "articles.ring_waiting_webhooks", "schedule": 30.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
