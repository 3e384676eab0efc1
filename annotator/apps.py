from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created


class AnnotatorConfig(AppConfig):
    name = "annotator"

    def ready(self) -> None:
        # Registers the Celery app, so that `shared_task` finds its broker in the web process too.
        from annotator import celery  # noqa: F401
        from annotator.runtime import durability

        connection_created.connect(durability.on_connection)
        register(durability.check_database, Tags.database)
