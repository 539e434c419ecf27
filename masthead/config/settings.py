"""Everything a deployment may decide, read from the environment once.

Each variable is described in docs/settings.md; a test keeps that page complete. Missing and malformed ones
are reported together, and a production site refuses to start with anything that belongs to the demonstration.
"""

import os
import sys
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from environs import Env, EnvValidationError

from masthead.assets import translations
from masthead.kit import languages
from masthead.kit.databases.addresses import database_settings
from masthead.kit.lanes import Lane
from masthead.kit.pictures import kinds as picture_kinds
from masthead.setup import mail_addresses, startup_checks

PACKAGE = Path(__file__).resolve().parent.parent
BASE_DIR = PACKAGE.parent
MODES = ("production", "demo", "development", "test")
DEMO_SECRET = "demo-secret-for-a-loopback-publication-never-for-the-open-internet"  # noqa: S105 - everybody may know it: production refuses to start with it

env = Env(eager=False)
if os.environ.get("MASTHEAD_MODE") not in {"demo", "test"}:  # these must never meet a real site's database
    env.read_env(str(Path.cwd() / ".env"), recurse=False)

# --- what the host decides -------------------------------------------------------------------------------

MASTHEAD_MODE: str = env.str("MASTHEAD_MODE", "production", validate=startup_checks.one_of(MODES))
DATA_DIR = Path(env.str("DATA_DIR", startup_checks.default_data_dir(MASTHEAD_MODE)))
SECRET_KEY: str = env.str("SECRET_KEY", "" if MASTHEAD_MODE == "production" else DEMO_SECRET)
SECRET_KEY_FALLBACKS: list[str] = env.list(
    "SECRET_KEY_FALLBACKS", [], validate=startup_checks.validate_fallback_secrets
)
DEBUG: bool = env.bool("DEBUG", default=False)
_configured_site_url: str = env.str("SITE_URL", "")
SITE_URL: str = env.str("SITE_URL", "http://localhost:8000", validate=startup_checks.validate_origin)
DATABASE_URL: str = env.str(
    "DATABASE_URL",
    f"sqlite:///{(DATA_DIR / 'masthead.sqlite3').resolve()}",
    validate=startup_checks.validate_database_url,
)
CACHE_URL: str = env.str("CACHE_URL", "database", validate=startup_checks.validate_cache_url)
EMAIL_URL: str = env.str("EMAIL_URL", "mailbox", validate=mail_addresses.check)
EMAIL_FROM: str = env.str("EMAIL_FROM", "post@localhost")
PAYMENT_PROVIDER: str = env.str(
    "PAYMENT_PROVIDER", "pretend", validate=startup_checks.one_of(("pretend", "stripe", "none"))
)
STRIPE_SECRET_KEY: str = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS: list[str] = env.list("STRIPE_WEBHOOK_SECRETS", [])
STRIPE_API_BASE: str = env.str("STRIPE_API_BASE", "")
SENDS_MENTIONS: bool = env.bool("SENDS_MENTIONS", default=MASTHEAD_MODE == "production")
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [], validate=startup_checks.validate_networks)
CDN_BYPASS_COOKIES: bool = env.bool("CDN_BYPASS_COOKIES", default=False)
JOBS_IN_SERVER: bool = env.bool("JOBS_IN_SERVER", default=True)
JOB_THREADS: int = env.int("JOB_THREADS", 1, validate=startup_checks.at_least(1))
SERVER_THREADS: int = env.int("SERVER_THREADS", 8, validate=startup_checks.at_least(1))
MAX_BODY_BYTES: int = env.int("MAX_BODY_BYTES", 20 * 1024 * 1024, validate=startup_checks.at_least(65_536))
TIME_ZONE: str = env.str("TIME_ZONE", "UTC", validate=startup_checks.validate_time_zone)
LOG_LEVEL: str = env.str(
    "LOG_LEVEL", "INFO", validate=startup_checks.one_of(("DEBUG", "INFO", "WARNING", "ERROR"))
)

try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(
        startup_checks.settings_error_text(cast("dict[str, list[str]]", error.error_messages))
    ) from None

SITE_URL = startup_checks.ascii_origin(SITE_URL)  # as browsers send it and as it is printed
IS_DEMO = MASTHEAD_MODE == "demo"
IS_TEST = MASTHEAD_MODE == "test"
IS_BUILD = "collectstatic" in sys.argv[1:3]  # reaches nobody, so it needs no secret and no provider
if IS_BUILD:
    SECRET_KEY = SECRET_KEY or DEMO_SECRET
elif MASTHEAD_MODE == "production":
    startup_checks.refuse_demo_settings(
        secret=SECRET_KEY,
        demo_secret=DEMO_SECRET,
        debug=DEBUG,
        provider=PAYMENT_PROVIDER,
        stripe_key=STRIPE_SECRET_KEY,
        stripe_base=STRIPE_API_BASE,
        mail=EMAIL_URL,
        site_url=_configured_site_url,
    )

# --- what follows from it --------------------------------------------------------------------------------

SECURE = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.split("://", 1)[1]
ALLOWED_HOSTS = [SITE_HOST.rsplit(":", 1)[0]]
if MASTHEAD_MODE != "production":
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
# Where cached pages are answered from: a list that nobody can make longer by asking for another port.
OWN_HOSTS = startup_checks.own_hosts(SITE_URL, ALLOWED_HOSTS)
if MASTHEAD_MODE != "production":
    OWN_HOSTS += ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "masthead.config",
    "masthead.demo",
    "masthead.leaks",
    "masthead.frontdoor",
    "masthead.site_pages",
    "masthead.moderation",
    "masthead.mentions",
    "masthead.reading",
    "masthead.publishing",
    "masthead.discussion",
    "masthead.paywall",
    "masthead.memberships",
    "masthead.payments",
    "masthead.notices",
    "masthead.people",
    "masthead.theme",
    "masthead.audit",
    "masthead.design",
    "masthead.kit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "anymail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "masthead.design.printable_text.PrintableTextMiddleware",
    "masthead.kit.middleware.OneSpellingMiddleware",
    "masthead.design.content_security_policy.ContentSecurityPolicyMiddleware",
    "masthead.publishing.middleware.PublicationLanguageMiddleware",
    "masthead.people.middleware.PagesEndSignInsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "masthead.people.middleware.SignedInMiddleware",
    "masthead.publishing.middleware.DeskSignInMiddleware",
    "masthead.design.middleware.RefusalMiddleware",
    "masthead.publishing.middleware.DeskRefusalMiddleware",
    "masthead.paywall.middleware.PassMiddleware",
    "masthead.mentions.middleware.MentionEndpointsMiddleware",
    "masthead.reading.middleware.GonePageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "masthead.config.urls"
WSGI_APPLICATION = "masthead.config.wsgi.application"
ASGI_APPLICATION = "masthead.config.asgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "masthead.publishing.context.publication",
                "masthead.memberships.context.memberships",
            ],
        },
    }
]

# --- the store -------------------------------------------------------------------------------------------

_database = database_settings(DATABASE_URL)
if _database["ENGINE"] == "masthead.kit.databases.sqlite3":
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kit_cache"}
        if CACHE_URL == "database"
        else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    ),
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": [lane.value for lane in Lane]}}

# --- people ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "masthead.design.views.csrf_failure"

ACCOUNT_ADAPTER = "masthead.notices.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {
    "length": 6,
    "dashed": False,
}  # of its unambiguous letters: no vowels, no 0 and O
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A person or a network asking for codes; counted in the default cache, which all processes share.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key"}
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "masthead.people.adapters.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # a loopback publication has no https; production refuses

# --- the desk --------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Masthead"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = reverse_lazy("account_login")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "masthead.kit.search_index"}}
# For the desk's pages; our form reads the file itself.
WAGTAILIMAGES_EXTENSIONS = list(picture_kinds.SUFFIXES)
WAGTAILDOCS_EXTENSIONS = [
    "mp3",
    "m4a",
    "aac",
    "ogg",
    "oga",
    "opus",
    "flac",
    "wav",
]  # documents are sound only
WAGTAILIMAGES_IMAGE_MODEL = "publishing.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "masthead.publishing.forms.PictureForm"
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MAX_BODY_BYTES
WAGTAILDOCS_DOCUMENT_FORM_BASE = "masthead.publishing.forms.SoundForm"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "masthead.publishing.rich_text.TextArea"}}
WAGTAIL_AUTOSAVE_INTERVAL = 1_000  # milliseconds after a change; what is typed is in the browser before that
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []

# --- files, mail, words ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STATICFILES_FINDERS = [
    "masthead.assets.static_bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if IS_DEMO:  # packing every file tightly takes longer than the whole rest of the first start
    STATIC_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
if IS_TEST or DEBUG:
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "masthead.kit.media_storage.MediaStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = IS_TEST or DEBUG  # else the collected files, found once
# Where files are uploaded; everywhere else kilobytes do, and no more are read.
LARGE_BODY_PATHS: tuple[str, ...] = ("/desk/", "/account/avatar/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor sends one field per part of a block

_mail = mail_addresses.settings_of(EMAIL_URL)
EMAIL_BACKEND = _mail.pop("EMAIL_BACKEND")
globals().update(_mail)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM

USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = languages.SOURCE
LANGUAGES = list(languages.LANGUAGES.items())
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [translations.folder_for(DATA_DIR)]  # without them every page speaks English
FORMAT_MODULE_PATH = ["masthead.config.formats"]

# --- the outer world -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = False  # the proxy in front redirects; the front door never speaks TLS itself
# No SECURE_PROXY_SSL_HEADER: what a trusted proxy says is read once, in frontdoor/request.py.
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS follows SITE_URL
    "security.W005",  # subdomains belong to the host, not to us
    "security.W008",  # the proxy redirects to https
    "security.W019",  # the desk previews pages in a frame of its own origin
    "security.W021",  # preloading is the host's decision
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"mask_signed_tokens": {"()": "masthead.kit.log_filters.MaskSignedTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask_signed_tokens"]},
        "nowhere": {"class": "logging.NullHandler"},  # with none at all, Python would print it itself
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Ten thousand fields, a host that is not ours, a redirect longer than any: refused, and no fault.
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "stripe": {"level": "WARNING"},  # its client writes two lines for every question
    },
}

if IS_TEST:
    # Numbers begin anew in every test.
    CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    LOGGING["root"]["level"] = "WARNING"
