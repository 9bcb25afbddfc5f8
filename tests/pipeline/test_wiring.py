"""Wiring: which classes the settings choose, and what a studio needs."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from domain.brief import Brief
from domain.errors import SettingsError
from pipeline.intake import take_in
from pipeline.job import open_job
from pipeline.planning import plan
from pipeline.sealing import pictures, scenes_at
from pipeline.settings import load_settings
from pipeline.voices import speakers
from pipeline.wiring import open_studio
from pipeline.writers import language_model
from tests.pipeline.fakes import draw_photo
from tests.pipeline.timelines import scene, timeline

_ROOT = Path(__file__).parents[2]


def test_a_studio_opens_without_what_a_plain_job_may_never_need(own_place: Path) -> None:
    code = (
        "import sys; import cli.app, cli.progress, cli.summary, pipeline.briefs, pipeline.make;"
        "from pipeline.settings import load_settings; from pipeline.wiring import open_studio;"
        "open_studio(load_settings({'producer': 'Shop', 'home': sys.argv[1]})); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(own_place / "vitrine")]
    loaded = set(subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout.split())
    database = {"sqlalchemy", "sqlmodel", "pipeline.store.ledger", "pipeline.consents", "pipeline.audit"}
    network = {"httpx", "requests", "urllib3", "openai", "langchain", "langchain_core", "edge_tts", "boto3"}
    service = {"fastapi", "uvicorn", "starlette", "pipeline.jobs.desk", "pipeline.accounts.accounts"}
    other = {"rich", "moviepy", "presenter.duix", "labeling.recognition.match", "pipeline.variants"}
    assert {"pipeline.make", "skia"} <= loaded
    assert not loaded & (database | network | service | other)


def test_a_look_at_a_brief_loads_neither_writers_nor_voices_while_a_fork_writes(own_place: Path) -> None:
    code = (
        "import sys; import pipeline.looking;"
        "from pipeline.settings import load_settings; from pipeline.wiring import open_studio;"
        "open_studio(load_settings({'producer': 'Shop', 'home': sys.argv[1]})); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(own_place / "vitrine")]
    loaded = set(subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert {"pipeline.looking", "agent.offline"} <= loaded
    assert not loaded & {"agent.drafting", "agent.talk", "agent.chat", "pipeline.plan_steps", "presenter.espeak"}


def test_a_database_that_is_none_is_refused_before_anything_is_made(own_place: Path) -> None:
    with pytest.raises(SettingsError, match="database_url names 'mysql'"):
        open_studio(load_settings({"producer": "Shop", "database_url": "mysql://root@nowhere/vitrine"}))


def test_offline_unless_switched_on(own_place: Path) -> None:
    settings = load_settings()
    assert language_model(settings) is None
    assert [speaker.name for speaker in speakers(settings, "auto")] == ["espeak"]


def test_providers_come_first_and_the_embedded_ones_last(own_place: Path) -> None:
    settings = load_settings({"llm_enabled": True, "llm_model": "m", "edge_enabled": True})
    model = language_model(settings)
    assert model is not None
    assert (model.provider, model.address, model.limits.money) == ("openai", "https://api.openai.com/v1", None)
    assert [speaker.name for speaker in speakers(settings, "auto")] == ["edge", "espeak"]


def test_a_model_without_a_name(own_place: Path) -> None:
    with pytest.raises(SettingsError, match="llm_model is empty"):
        language_model(load_settings({"llm_enabled": True}))


def test_the_table_of_providers_names_their_addresses(own_place: Path) -> None:
    on = {"llm_enabled": True, "llm_model": "m"}
    local = language_model(load_settings({**on, "llm_base_url": "http://127.0.0.1:9/v1"}))
    qwen = language_model(load_settings({**on, "llm_provider": "qwen", "llm_budget": "0.05 CNY"}))
    assert local is not None
    assert qwen is not None
    assert (local.provider, local.place) == ("compatible", "m at 127.0.0.1")
    assert (qwen.row.schema_as, qwen.limits.money, qwen.limits.currency) == ("json_mode", Decimal("0.05"), "CNY")
    with pytest.raises(SettingsError, match="'qwem' is not known"):
        language_model(load_settings({**on, "llm_provider": "qwem"}))
    with pytest.raises(SettingsError, match="has no address"):
        language_model(load_settings({**on, "llm_provider": "compatible"}))


def test_the_operator_states_prices(own_place: Path) -> None:
    on = {"llm_enabled": True, "llm_model": "m", "llm_prices": own_place / "prices.yaml"}
    own_place.joinpath("prices.yaml").write_text(
        'dated: 2026-11-01\nmodels:\n  m: {input: "1", output: "2", currency: CNY}\n'
    )
    model = language_model(load_settings(on))
    assert model is not None
    assert model.price is not None
    assert (model.price.output, model.price.currency) == (Decimal(2), "CNY")
    own_place.joinpath("prices.yaml").write_text('dated: 2026-11-01\nmodels:\n  m: {input: "-1"}\n')
    with pytest.raises(SettingsError, match=r"models\.m"):
        language_model(load_settings(on))


def test_a_studio_needs_a_producer(own_place: Path) -> None:
    with pytest.raises(SettingsError, match="no producer"):
        open_studio(load_settings())
    assert not (own_place / "home").exists()


def test_certificates_are_made_once(own_place: Path) -> None:
    key = own_place / "home/.local/share/vitrine/certificates/signing-key.pem"
    open_studio(load_settings({"producer": "ACME"}))
    before = key.read_bytes()
    open_studio(load_settings({"producer": "ACME"}))
    assert key.read_bytes() == before


class _Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_error(401)

    def log_message(self, *_: object) -> None:
        """Not into the tests' output."""


@pytest.fixture
def refusing_model() -> Iterator[str]:
    """A model server on this machine that refuses every key."""
    server = HTTPServer(("127.0.0.1", 0), _Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_a_model_that_refuses_is_replaced_and_named(own_place: Path, refusing_model: str) -> None:
    draw_photo(own_place / "a.jpg")
    options = {"producer": "ACME", "llm_enabled": True, "llm_model": "m", "llm_base_url": refusing_model}
    studio = open_studio(load_settings(options | {"llm_api_key": "sk-wrong"}))
    brief = Brief.model_validate({"product": {"name": "Mug", "images": ["a.jpg"]}, "language": "en"})
    take_in(brief, own_place, studio.store)
    script = plan(brief, open_job(studio, lambda stage, done: None)).script
    assert script.written_by.planner == "offline"
    assert script.written_by.fallback_reason.startswith("llm: ")
    assert "sk-wrong" not in script.model_dump_json()


def test_only_what_is_shown_counts_as_shown() -> None:
    video = timeline(scene("a", 30), scene("b", 20))
    assert [shown.id for shown in scenes_at(video, 29)] == ["a"]
    assert [shown.id for shown in scenes_at(video, 30)] == ["b"]
    assert pictures(video.scenes) == frozenset()
