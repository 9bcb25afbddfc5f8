"""schemathesis against the running API: whatever is sent, the answer is one that the description names."""

import os
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.house import EVERYTHING, open_house
from tests.api.server import running

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "2"))
"""For each route; `make faults` asks many more."""
_SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300 + 30 * EXAMPLES)
def test_every_route_answers_as_described(tmp_path: Path) -> None:
    with open_house(tmp_path, requests_per_minute=1_000_000) as house, running(house.app) as url:
        headers = {"Authorization": f"Bearer {house.key(house.account('ada@example.com'), EVERYTHING)}"}
        schema = schemathesis.openapi.from_dict(house.app.openapi())
        tried = 0
        for found in schema.get_all_operations():
            operation = found.ok()

            @_SETTINGS
            @given(case=operation.as_strategy())
            def ask(case: Case) -> None:
                answer = case.call(base_url=url, headers={**dict(case.headers or {}), **headers}, timeout=20)
                case.validate_response(answer, checks=CHECKS)

            ask()
            tried += 1
    assert tried >= 45
