"""Settings of every deployment, read from the environment alone.

docs/running.md lists each variable. PORTAL_MODE is "production" unless it is
said otherwise; production refuses to start without its secrets. DEBUG is off in
both modes, so that the demo shows what a clinic would see.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.str("PORTAL_MODE", "production")
if MODE not in ("demo", "production"):
    raise ImproperlyConfigured("PORTAL_MODE is either demo or production.")
DEMO = MODE == "demo"
DATA_DIR = Path(env.str("PORTAL_DATA", str(BASE_DIR / ".data"))).resolve()

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS: list[str] = env.list("FIELD_KEYS")
PUBLIC_URL = env.str("PUBLIC_URL").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
if not (DEMO or HTTPS):
    raise ImproperlyConfigured("PUBLIC_URL starts with https:// in production.")
ALLOWED_HOSTS = [PUBLIC_URL.split("//")[1].split(":")[0], *env.list("ALLOWED_HOSTS", [])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "portal.kit",
    "portal",
    "bookings",
    "education",
    "screening",
    "portal.demo",
    "portal.adminconfig.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_prose_editor",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "portal.middleware.RequestLog",
    # Outside the others, so that an answer which they give themselves has these headers too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CacheRules",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.HistoryContext",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context.clinic",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL"),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # For our own statements that PostgreSQL is to plan once; the ORM's are never prepared.
            "prepare_threshold": 0,
            "options": "-c plan_cache_mode=force_generic_plan",
            "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 10), "timeout": 10},
        },
        "TEST": {"NAME": env.str("TEST_DATABASE", None)},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

# --- sign-in -----------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "portal.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The sign-in page shows its password field only if this list names password1.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "portal.signin.MFAAdapter"
# A code of the last half minute still counts: people read it off a phone.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# --- browser -----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Chromium takes __Host- cookies on http://localhost and http://127.0.0.1 too.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^alarmz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- files -------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
NODE = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("vendor/bootstrap", NODE / "bootstrap" / "dist"),
    ("vendor/htmx", NODE / "htmx.org" / "dist"),
    ("vendor/event-calendar", NODE / "@event-calendar" / "build" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- words and time ----------------------------------------------------------
LANGUAGE_CODE = "en-au"
USE_TZ = True
TIME_ZONE = "UTC"

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- email -------------------------------------------------------------------
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")

# --- queue -------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL")
if CELERY_BROKER_URL.startswith("unix://"):
    CELERY_BROKER_URL = "redis+socket" + CELERY_BROKER_URL.removeprefix("unix")

# --- limits: tries an hour for one session and for one address ------------------
RATE_LIMITS = env.bool("RATE_LIMITS", True)

# --- history -----------------------------------------------------------------
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
PGHISTORY_MIDDLEWARE_METHODS = ()

# --- logs --------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", "text" if DEMO else "json")
LOGGING_CONFIG = "portal.logs.configure"
LOGGING = {"format": LOG_FORMAT}

SILENCED_SYSTEM_CHECKS: list[str] = []
if not HTTPS:
    # The demo speaks plain HTTP on one machine: no redirect to HTTPS, no HSTS.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008"]
