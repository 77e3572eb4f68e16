"""The Celery application and the one place that says when jobs run by themselves."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "requeue-stalled-jobs": {"task": "registry.jobs.tasks.requeue_stalled", "schedule": 30.0},
}
