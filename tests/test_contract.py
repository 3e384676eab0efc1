"""What the API answers is what its description says, whatever is asked: schemathesis asks, seeded, every operation.

Checked are the status, the content type, the headers and the body of every answer, and that nothing breaks (5xx).
Ids of an address are mostly those of things that are there, so that requests get past the door: the first case of
every operation is its simplest, by a manager and with such ids.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from requests import Request
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from annotator.release.prepared.models import PreparedExport
from articles.access import Scope
from tests.factories import make_token
from tests.worlds import World, make_world

DESCRIPTION = Path(__file__).parent.parent / "docs/openapi.yaml"
ROLES = ("manager", "manager", "owner", "researcher")
CLIENT = Client(raise_request_exception=False)
load_all_checks()
KEPT = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)

pytestmark = pytest.mark.django_db(transaction=True)  # an export reads on a connection of its own


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.ASCRIBE_HOME = tmp_path


@pytest.fixture(autouse=True)
def _the_same_cases_in_every_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Else hypothesis takes words and numbers from all modules that happen to be loaded."""
    monkeypatch.setattr(providers, "_get_local_constants", lambda: Constants())
    providers.CONSTANTS_CACHE.cache.clear()
    yield
    providers.CONSTANTS_CACHE.cache.clear()


@pytest.mark.parametrize(
    ("cases", "every"), [pytest.param(3, 4), pytest.param(40, 1, marks=pytest.mark.soak)], ids=["sample", "soak"]
)
def test_every_answer_is_as_described(cases: int, every: int, proof: Callable[[str], None]) -> None:
    """Each operation is asked once, and one in `every` so many times; half as often with what is wrong."""
    world = make_world("described")
    PreparedExport.objects.update(by=world.people["manager"], role="manager")  # nobody sees another's
    tokens = {role: make_token(world.people[role], world.project, Scope.WRITE) for role in set(ROLES)}
    wrong: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, list[int]] = defaultdict(list)

    def try_one(case: Case[Any], role: str, known: bool) -> None:
        if known:
            put_ids(case, world)
        status, complaints = ask(case, tokens[role])
        asked[case.operation.label].append(status)
        wrong[case.operation.label].update(complaints)

    for number, operation in enumerate(operations()):
        thorough = number % every == 0
        sampled(operation, GenerationMode.POSITIVE, cases if thorough else 1)(try_one)()
        if thorough:
            with suppress(Unsatisfiable):  # nothing can be wrong about a request that takes nothing
                sampled(operation, GenerationMode.NEGATIVE, cases // 2)(try_one)()
    found = [f"{told}: {complaint}" for told, complaints in wrong.items() for complaint in sorted(complaints)]
    assert found == [], "\n".join(found)
    classes = Counter(status // 100 for told in asked.values() for status in told)
    proof(f"contract: {classes.total()} requests to {len(asked)} operations; answers by class {dict(classes)}")
    unproven = [label for label, told in asked.items() if label.startswith("GET ") and min(told) >= 400]
    assert unproven == [], "no request got in"


def operations() -> list[APIOperation[Any, Any, Any, Any]]:
    description = schemathesis.openapi.from_path(DESCRIPTION)
    return [found.ok() for found in description.get_all_operations()]


def sampled(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, many: int) -> Callable[..., Any]:
    """Runs a function with so many cases, the same in every run."""

    def runs(function: Callable[..., None]) -> Callable[[], None]:
        return settings(
            max_examples=many,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(
            given(
                case=operation.as_strategy(generation_mode=mode),
                role=st.sampled_from(ROLES),
                known=st.integers(0, 9).map(lambda number: number < 9),
            )(function)
        )

    return runs


def put_ids(case: Case[Any], world: World) -> None:
    ids = world.ids | {"uuid": world.ids["topic" if "topic" in case.path else "actor"]}
    case.path_parameters = {name: str(ids.get(name, value)) for name, value in (case.path_parameters or {}).items()}


def ask(case: Case[Any], token: str) -> tuple[int, list[str]]:
    """One request, undone afterwards: the status, and what is not as described."""
    asked = Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {**asked.headers, "Authorization": f"Bearer {token}"}
    kind, body = headers.pop("Content-Type", ""), asked.body or b""
    body = body if isinstance(body, str | bytes) else b"".join(body)
    with transaction.atomic():
        told = CLIENT.generic(asked.method, asked.url, body, kind, headers=headers)
        content = told.getvalue()
        transaction.set_rollback(True)
    headers = {name.lower(): [value] for name, value in told.headers.items()}
    answer = Response(told.status_code, headers, content, asked, elapsed=0, verify=False)
    try:
        case.validate_response(answer, checks=KEPT)
    except FailureGroup as group:
        return answer.status_code, [f"{answer.status_code} {one}" for one in group.exceptions]
    return answer.status_code, []
