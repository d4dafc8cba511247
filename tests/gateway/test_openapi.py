"""The API does what its description says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.testclient import TestClient

from gateway.app import make_app
from gateway.routes import ROUTES
from orderdesk.bootstrap import open_desk
from orderdesk.services import conversations
from orderdesk.settings import Settings
from tests.gateway.conftest import SETTINGS


def test_every_route_is_described(client: TestClient) -> None:
    """The served description has each route of the table, and the errors that it can give."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {(route.path, route.method.lower()) for route in ROUTES} == {
        (path, one) for path in paths for one in paths[path]
    }
    assert {"400", "401", "413", "415", "422", "429", "503"} <= set(
        paths["/api/messages"]["post"]["responses"]
    )


#: What a wrong body may be answered with: one that is over the size is refused before it is read.
REFUSED = [400, 401, 403, 404, 409, 413, 415, 422]
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> schemathesis.BaseSchema:
    """The description of an app over a desk of its own, with rates that do not get in the way."""
    folder: Path = tmp_path_factory.mktemp("api")
    desk = open_desk(Settings(database_url=f"sqlite:///{folder}/api.db", var_dir=folder))
    desk.store.migrate()
    many = dict.fromkeys(("conversation", "address", "everybody", "new", "codes"), 10**6)
    app = make_app(desk, replace(SETTINGS, **{f"rate_{name}": most for name, most in many.items()}))
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG)


#: Nothing is behind this gateway, so "not ready" is true; a well-formed code, button or token may be a wrong one; and
#: that a key is needed has a test of its own below.
LEFT_OUT = [not_a_server_error, positive_data_acceptance, ignored_auth]
schema = schemathesis.pytest.from_fixture("api").exclude(path="/api/events")


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: Case) -> None:
    """Whatever is sent, statuses, types and shapes are the described ones, and nothing is a 500."""
    gate = case.operation.app.state.gate
    key = conversations.open_web(gate.desk).key
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=LEFT_OUT)
    assert answer.status_code != 500


def test_a_key_is_needed_where_the_description_says_so(client: TestClient) -> None:
    """Each address that is described with a key refuses who has none."""
    for route in ROUTES:
        if route.needs_key:
            body = {"json": {"id": "a", "text": "b"}} if route.path == "/api/messages" else {}
            answer = client.request(route.method, route.path, **body)
            assert answer.status_code in (401, 415), route.path
