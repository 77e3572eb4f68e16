"""The Celery application and the one place that says when jobs run by themselves."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "requeue-stalled-jobs": {"task": "registry.jobs.tasks.requeue_stalled", "schedule": 30.0},
    "publish-changes": {"task": "credits.public.feed.tasks.publish_changes", "schedule": 15.0},
    "publish-all-changes": {
        "task": "credits.public.feed.tasks.publish_all_changes",
        "schedule": crontab(hour=3, minute=45),
    },
    "market-calendar": {
        "task": "credits.market.tasks.run_calendar",
        "schedule": crontab(hour=0, minute=20),
    },
    "seal-audit": {"task": "registry.audit.tasks.seal_audit", "schedule": crontab(hour=2, minute=15)},
    "remind-of-commencement": {
        "task": "credits.obligations.tasks.remind_of_commencement",
        "schedule": crontab(hour=0, minute=40),
    },
    "remind-of-reports": {
        "task": "registry.fund.tasks.remind_of_reports",
        "schedule": crontab(hour=0, minute=50),
    },
    "publish-announcements": {
        "task": "credits.market.announcements.tasks.publish_due_announcements",
        "schedule": 15.0,
    },
    "open-yearly-payment-run": {
        "task": "registry.fund.tasks.open_yearly_run",
        "schedule": crontab(hour=1, minute=0),
    },
    "extend-management-years": {
        "task": "registry.fund.tasks.extend_years",
        "schedule": crontab(hour=0, minute=50),
    },
    "check-ledger": {"task": "credits.proof.tasks.check_ledger", "schedule": crontab(hour="2", minute="30")},
}
