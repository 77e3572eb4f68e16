"""Settings, all from the environment; secure unless DEBUG or DEMO says otherwise.

Every variable is read once, here, with its type and default. `.env.example` lists them.
"""

from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = env.bool("TESTING", default=False)

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# Set-up writes a random key of this machine, so that commands work before anything is configured.
_KEY_FILE = VAR_DIR / "secret.key"
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and _KEY_FILE.is_file():
    SECRET_KEY = _KEY_FILE.read_text().strip()
if not SECRET_KEY:
    if not (DEBUG or TESTING):
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text.")
    SECRET_KEY = "only-for-development-and-tests-" + "x" * 40

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG or TESTING else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sites",
    "registry.apps.RegistryConfig",
    "registry.audit.apps.AuditConfig",
    "registry.idempotency.apps.IdempotencyConfig",
    "registry.jobs.apps.JobsConfig",
    "registry.parties.apps.PartiesConfig",
    "registry.documents.apps.DocumentsConfig",
    "registry.reference.apps.ReferenceConfig",
    "registry.fees.apps.FeesConfig",
    "registry.notices.apps.NoticesConfig",
    "assessments.apps.AssessmentsConfig",
    "registry.agreements.apps.AgreementsConfig",
    "registry.fund.apps.FundConfig",
    "credits.apps.CreditsConfig",
    "credits.market.apps.MarketConfig",
    "credits.obligations.apps.ObligationsConfig",
    "credits.public.apps.PublicConfig",
    "credits.certificates.apps.CertificatesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Before the logs' own, which takes the number this one leaves.
    "registry.request_log.RequestNumberMiddleware",
    "registry.request_log.RequestLogMiddleware",
    "registry.parties.middleware.ActorMiddleware",
    "registry.parties.middleware.OfficerMfaMiddleware",
    "registry.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
SITE_ID = 1

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
                "registry.parties.context.actor",
            ],
        },
    }
]

# SQLite by default, PostgreSQL by DATABASE_URL. IMMEDIATE, because a transaction that reads first and then writes
# fails with "database is locked" in SQLite's deferred mode however long it is told to wait.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without recursive triggers, INSERT OR REPLACE would clear away a row that nobody may delete, and no trigger asked.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The server plans a statement that comes again once, not each time: of what a settlement asks of the database,
    # planning was two thirds. A pooler that gives each transaction another connection must know prepared
    # statements; else set this to 0.
    if env.int("DATABASE_PREPARE_AFTER", default=3):
        DATABASES["default"]["OPTIONS"] = {
            "server_side_binding": True,
            "prepare_threshold": env.int("DATABASE_PREPARE_AFTER", default=3),
        }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who computes what a plan comes to and freezes it with the agreement (registry.agreements.money_terms).
MONEY_TERMS = "registry.fund.agreed.FundTerms"

# Who settles the deposit's share with a first transfer or retirement (credits.lots.deposit).
DEPOSIT_STEP = "credits.lots.fund_step.FundStep"

# Who counts the credits that can still bring their share of the deposit (registry.fund.unsettled).
UNSETTLED_CREDITS = "credits.lots.unsettled.unsettled_credits"

# Who keeps the obligations that credits are retired for (credits.lots.obligation_book).
OBLIGATION_BOOK = "credits.obligations.book.Book"

# Off unless switched on: pledging credits to a lender; days in which either side may still withdraw from an accepted
# transfer; dealing with trusted counterparties only, and the days after which a change of that list counts.
PLEDGES = env.bool("PLEDGES", default=False)
COOLING_OFF_DAYS = env.int("COOLING_OFF_DAYS", default=0)
TRUSTED_COUNTERPARTIES = env.bool("TRUSTED_COUNTERPARTIES", default=False)
TRUSTED_COUNTERPARTY_DELAY_DAYS = env.int("TRUSTED_COUNTERPARTY_DELAY_DAYS", default=7)

# Where people reach the site: printed on documents and scanned from them.
SITE_ADDRESS = env.str(
    "SITE_ADDRESS",
    default=f"{'http' if DEBUG or DEMO or TESTING else 'https'}://{ALLOWED_HOSTS[0].lstrip('.*') or 'localhost'}"
    if ALLOWED_HOSTS
    else "",
).rstrip("/")
# The key that signs documents: a PKCS#12 file and its passphrase. Without one they are not signed. Certificates of keys
# used before stay published in the PEM file named third, so that older documents can still be checked.
DOCUMENT_SIGNING_PKCS12 = env.str("DOCUMENT_SIGNING_PKCS12", default="")
DOCUMENT_SIGNING_PASSPHRASE = env.str("DOCUMENT_SIGNING_PASSPHRASE", default="")
DOCUMENT_SIGNING_EARLIER = env.str("DOCUMENT_SIGNING_EARLIER", default="")

# What bank details are encrypted with (registry.fund.services.sealing): Fernet keys, the newest first. Without one
# the demo and tests derive a key; a real site keeps no bank details.
BANK_KEY = env.list("BANK_KEY", default=[])

# The fund's own bank account, as its bank gave it: bank files name it. The one of the demonstration exists nowhere.
_DEMO_ACCOUNT = {
    "bank_code": "XXX",
    "user_name": "BSPF DEMONSTRATION",
    "user_id": "000001",
    "description": "STEWARDSHIP",
    "bsb": "999-000",
    "account_number": "123456",
    "remitter": "BSPF DEMO",
}
FUND_BANK_ACCOUNT = {
    part: env.str(f"FUND_BANK_{part.upper()}", default=made_up if DEMO or TESTING else "")
    for part, made_up in _DEMO_ACCOUNT.items()
}

LANGUAGE_CODE = "en-au"
TIME_ZONE = "Australia/Sydney"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "var" / "assets"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
DOCUMENT_FONTS_DIR = BASE_DIR / "var" / "fonts"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# As many as the pages of one load of official data may have.
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# --- people and sign-in ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMO or TESTING or DEBUG else "mandatory"
ACCOUNT_ADAPTER = "registry.parties.adapter.AccountAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Open biodiversity credit registry"
OFFICER_MFA_REQUIRED = env.bool("OFFICER_MFA_REQUIRED", default=not (DEMO or TESTING))
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="registry@localhost")

# --- security ----------------------------------------------------------------------------------------------------
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not (DEBUG or TESTING))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=8 * 3600)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=SECURE_COOKIES)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if SECURE_COOKIES else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "registry.pages.csrf_failure"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # Tokens first: its answer to a stranger is 401 with a challenge, a session's would be 403.
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "registry.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "registry.bodies.JsonBody",
    ],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": "600/min",
        "anon": "60/min",
        "calculator": "60/min",
        "upload": "30/min",
    },
    "NUM_PROXIES": TRUSTED_PROXIES,
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "registry.api.answer_refusal",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_LIMIT_PER_USER": 10}
SPECTACULAR_SETTINGS = {
    "TITLE": "Open biodiversity credit registry",
    "VERSION": "1",
    "DESCRIPTION": "Assessments, vegetation integrity and biodiversity credits. "
    "Not the official calculator or register.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "FactMarkEnum": "registry.reference.facts.release.Mark",
        "FeeKindEnum": "registry.fees.models.FeeKind",
        "CommunityListingEnum": "registry.reference.facts.vegetation.EcologicalCommunity.Listing",
        "AssessmentKindEnum": "assessments.records.cases.Kind",
        "AttachmentKindEnum": "assessments.records.evidence.Attachment.AttachmentKind",
        "RevisionStateEnum": "assessments.records.cases.Revision.STATES",
        "AgreementStateEnum": "registry.agreements.records.agreements.Agreement.STATES",
        "AgreementChangeKindEnum": "registry.agreements.records.agreements.AgreementChange.ChangeKind",
        "AgreementChangeStateEnum": "registry.agreements.records.agreements.AgreementChange.STATES",
        "OwnerChangeStateEnum": "registry.agreements.records.agreements.OwnerChange.STATES",
        "InterestAnswerEnum": "registry.agreements.records.eligibility.InterestHolder.Answer",
        "CertificateKindEnum": "credits.certificates.models.IssuedDocument.DocumentKind",
        "CreditKindEnum": "credits.lots.models.CreditClass.KINDS",
        "ConditionKindEnum": "credits.obligations.records.applications.Condition.ConditionKind",
        "RetirementPurposeEnum": "credits.lots.dealings.Retirement.Purpose",
        "ObservationKindEnum": "registry.fund.records.reports.ReportedObservation.ObservationKind",
        "FundResultKindEnum": "registry.fund.records.returns.FundResult.ResultKind",
        "PaymentRunKindEnum": "registry.fund.records.runs.PaymentRun.RunKind",
        "CostPurposeEnum": "registry.agreements.records.plans.PlanCost.Purpose",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- jobs --------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"redis+socket://{VAR_DIR / 'redis.sock'}")
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
# A killed worker's message comes back only after the visibility timeout, which must be longer than the longest
# task; kombu looks for such messages every tenth time unless told otherwise.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("JOB_VISIBILITY_TIMEOUT_SECONDS", default=3600),
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
JOB_STALLED_AFTER_SECONDS = env.int("JOB_STALLED_AFTER_SECONDS", default=120)
JOB_STARTS_AT_MOST = 3

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL"),
    }
    if env.str("CACHE_URL", default="")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- limits on what comes in -------------------------------------------------------------------------------------
PLOT_FILE_ROWS_IN_REQUEST = 500
"""A plot file with more rows than this is read by a job."""

# --- logs: JSON lines, never personal data -----------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
_LOG_CHAIN: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _LOG_CHAIN,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django gives its own loggers a level, which would let through what LOG_LEVEL keeps out.
    "loggers": {"django": {"level": LOG_LEVEL}},
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_LOG_CHAIN,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# By then it is the number that RequestNumberMiddleware has looked at.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
