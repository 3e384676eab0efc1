import os
import signal

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

from annotator.runtime import kombu_postgres
from annotator.runtime.launch import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
kombu_postgres.register()

app = Celery("ascribe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
ROOMS = ["articles", "articles.webhooks", "annotator.intake"]
RELEASING = ["annotator.release", "annotator.release.frozen", "annotator.release.prepared"]
app.autodiscover_tasks([*ROOMS, *RELEASING])
app.steps["consumer"].add("annotator.runtime.presence:Presence")


@worker_process_init.connect
@beat_embedded_init.connect
def end_with_worker(**rest: object) -> None:
    """A pool process must not go on with a task that another worker has been given."""
    die_with_parent(signal.SIGKILL)
