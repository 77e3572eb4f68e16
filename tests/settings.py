"""The registry's own settings, as tests and type checks read them."""

import gc
import os
import tempfile
from pathlib import Path

os.environ.setdefault("TESTING", "1")
# Jobs run where they are asked for; the tests of real workers start their own.
os.environ.setdefault("CELERY_TASK_ALWAYS_EAGER", "1")
# A line of log for each of a hundred thousand requests, most of them refused, costs a tenth of the time of the suite.
os.environ.setdefault("LOG_LEVEL", "ERROR")
# Playwright's synchronous interface keeps an event loop in the main thread, and Django would then refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from hypothesis import settings as hypothesis_settings

from registry.settings import *  # noqa: F403

# Looking for garbage as often as Python does by itself costs a tenth of the time of the suite, too.
gc.set_threshold(100_000, 50, 50)

# Uploads and documents of tests never mix with real ones.
_MEDIA = tempfile.TemporaryDirectory(prefix="registry-tests-media-")
MEDIA_ROOT = Path(_MEDIA.name)

hypothesis_settings.register_profile("full", max_examples=2_000, deadline=None)
hypothesis_settings.register_profile("short", deadline=None)
hypothesis_settings.load_profile("full" if os.environ.get("TEST_FULL") == "1" else "short")

# What is off by default is tried with it on; tests/dealings asks that it is off otherwise.
PLEDGES = TRUSTED_COUNTERPARTIES = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The account of the worked payment run, whose bank file is compared byte by byte.
FUND_BANK_ACCOUNT = FUND_BANK_ACCOUNT | {"bank_code": "WBC", "bsb": "032-000"}  # noqa: F405
