"""Celery: a clock and two hands. Every fact lives in PostgreSQL, so a lost broker loses nothing.

Tasks are acknowledged early and keep no result; a tick that nobody took within its
interval expires, since the next one finds the same work.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 5},
    timezone="UTC",
    beat_schedule={
        "messages": {
            "task": "bookings.tasks.deliver_messages",
            "schedule": 5.0,
            "options": {"expires": 5},
        },
        # Somebody sits before the page and waits for their code.
        "codes": {
            "task": "bookings.tasks.post_account_mail",
            "schedule": 2.0,
            "options": {"expires": 2},
        },
        "waitlist": {
            "task": "bookings.tasks.offer_waiting",
            "schedule": 15.0,
            "options": {"expires": 15},
        },
        "sweep": {
            "task": "bookings.tasks.sweep",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
    },
)
app.autodiscover_tasks()
