"""`GET /healthz`: for supervisors, load balancers and people who wonder."""

import psycopg
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotator.runtime.connect import own_connection
from annotator.runtime.migrations import pending
from annotator.runtime.presence import workers_present


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and worker are well, else 503; either way it says which is not."""
    found = examine()
    well = all(state == "ok" for state in found.values())
    response = JsonResponse({"status": "ok" if well else "unwell", **found}, status=200 if well else 503)
    # The caller is told; a line in the log for every question would be noise.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def examine() -> dict[str, str]:
    """Each part and "ok", or what is wrong with it. No secrets: anybody may ask."""
    try:
        # Not from the pool: without a database that would take half a minute to say so.
        with own_connection("ascribe health", connect_timeout=3) as database:
            missing, workers = pending(database), workers_present(database)
    except psycopg.Error:
        return {"database": "does not answer", "migrations": "unknown", "worker": "unknown"}
    return {
        "database": "ok",
        "migrations": f"{len(missing)} not applied; run manage.py migrate" if missing else "ok",
        "worker": "ok" if workers else "none is running",
    }
