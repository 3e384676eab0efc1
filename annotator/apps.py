from django.apps import AppConfig


class AnnotatorConfig(AppConfig):
    name = "annotator"

    def ready(self) -> None:
        # Registers the Celery app, so that `shared_task` finds its broker in the web process too.
        from annotator import celery  # noqa: F401
