"""What the API says about itself is true and complete."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from playwright.sync_api import expect

from annotator.release.about import routes
from annotator.release.errors import codes_in

pytestmark = pytest.mark.django_db
NO_OPERATIONS = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/errors/", "/api/v1/errors/{code}/"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-any-return,no-untyped-call]


def test_the_description_is_valid_openapi_and_was_made_without_a_warning(schema: dict[str, Any]):
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_every_route_is_described(schema: dict[str, Any]):
    assert set(routes()) - NO_OPERATIONS == set(schema["paths"])


def test_every_operation_has_a_name_of_its_own_and_says_how_it_says_no(schema: dict[str, Any]):
    operations = [operation for item in schema["paths"].values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        refusals = [answer for status, answer in operation["responses"].items() if status >= "4"]
        assert refusals
        if not operation["operationId"].startswith("head_"):  # which has no body, whatever it says
            assert all("application/problem+json" in answer["content"] for answer in refusals)


def test_every_answer_has_an_example_that_it_allows(schema: dict[str, Any]):
    wrong = []
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            for status, answer in operation["responses"].items():
                for media, content in answer.get("content", {}).items():
                    if "json" in media and "ndjson" not in media and "example" in content:
                        whole = {**content["schema"], "components": schema["components"]}
                        if not Draft202012Validator(whole).is_valid(content["example"]):
                            wrong.append(f"{method} {path} {status}")
    assert wrong == []


def test_the_operations_of_a_batch_are_described_from_what_reads_them(schema: dict[str, Any]):
    kinds = schema["components"]["schemas"]["Batch"]["properties"]["operations"]["items"]["oneOf"]
    named = {kind["$ref"].rpartition("/")[2] for kind in kinds}
    assert named == {"PutActor", "PutTopic", "PutSpan", "PutAttribution", "Delete", "Dismiss"}
    assert schema["components"]["schemas"]["PutSpan"]["additionalProperties"] is False


def test_the_file_in_the_repository_describes_the_same_operations(schema: dict[str, Any]):
    written = yaml.safe_load((Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text())
    assert set(written["paths"]) == set(schema["paths"])


def test_the_door_of_the_api_lists_what_there_is_to_anybody():
    answer = Client().get("/api/v1/").json()
    assert answer["schema"].endswith("/api/v1/schema/")
    assert "/api/v1/projects/{slug}/export/" in answer["routes"]
    for name in ("schema", "documentation", "errors"):
        assert Client().get(answer[name].removeprefix("http://testserver")).status_code == 200


def test_the_codes_of_refusals_are_read_from_the_source():
    found = codes_in(
        'raise Refusal("bad_name", f"Not {name}.")\n'
        'raise Refusal("gone", "Gone.", 410)\n'
        'raise Refusal("slow", "Wait.", status=429)\n'
        "def no(n, code, message): return Refusal(code, message)\n"
        'no(1, "wrong_quote", "Wrong.")\n'
        "raise Refusal(code, message)\n"
    )
    assert sorted((one.code, one.status, one.sentence) for one in found) == [
        ("bad_name", 422, "Not …."),
        ("gone", 410, "Gone."),
        ("slow", 429, "Wait."),
        ("wrong_quote", 422, "Wrong."),
    ]


def test_the_list_of_codes_is_a_page_with_an_anchor_a_code():
    page = Client().get("/api/v1/errors/").content.decode()
    for code in ("conflict", "wrong_quote", "too_many_exports", "unknown_actor"):
        assert f'id="{code}"' in page


@pytest.mark.django_db(transaction=True)
def test_the_interactive_page_runs_under_our_policy_from_files_of_our_own(window: Any):
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/v1/docs/")
    expect(page.get_by_text("/api/v1/projects/{slug}/export/").first).to_be_visible(timeout=20_000)
    page.get_by_text("/api/v1/projects/{slug}/export/").first.click()
    expect(page.get_by_text("Try it out").first).to_be_visible()
    assert [
        url for url in asked if "localhost" not in url and "127.0.0.1" not in url and not url.startswith("data:")
    ] == []
