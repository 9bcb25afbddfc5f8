"""Two machines: workers that share a PostgreSQL and a bucket, and no folder."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.job import Job, JobRequest
from pipeline.audit import Audit, note
from pipeline.briefs import load_brief
from pipeline.clock import system_clock
from pipeline.jobs.opening import open_database, open_desk, open_storage
from pipeline.settings import Settings
from pipeline.storage.opening import open_assets
from pipeline.verifying import open_verifier
from tests.pipeline.jobs.postgres import Cluster
from tests.pipeline.storage.service import service  # noqa: F401

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples/briefs/mug.yaml"
OWNER = "ann"


def machine(home: Path, url: str, address: str) -> Settings:
    """The settings of a machine whose own folder is ``home``."""
    return Settings(
        home=home, database_url=url, storage_url="s3://shop/jobs", storage_endpoint=address, storage_key="test",
        storage_secret=SecretStr("test"), storage_region="us-east-1", producer="Vitrine-Test", free_space_mb=0,
    )  # fmt: skip


def hire(settings: Settings) -> "subprocess.Popen[bytes]":
    """A worker on that machine."""
    environment = os.environ | {
        "VITRINE_HOME": str(settings.home), "VITRINE_DATABASE_URL": settings.database_url or "",
        "VITRINE_STORAGE_URL": settings.storage_url, "VITRINE_STORAGE_ENDPOINT": settings.storage_endpoint or "",
        "VITRINE_STORAGE_KEY": "test", "VITRINE_STORAGE_SECRET": "test", "VITRINE_STORAGE_REGION": "us-east-1",
        "VITRINE_PRODUCER": "Vitrine-Test", "VITRINE_FREE_SPACE_MB": "0", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "cli", "worker", "--grace", "0"], cwd=ROOT, env=environment)


def short(settings: Settings) -> JobRequest:
    """Six seconds from an example's photos, which only the machine of ``settings`` has been given."""
    brief, store = load_brief(EXAMPLE), open_assets(settings)
    images = tuple(f"asset:{store.put_file(EXAMPLE.parent / name).sha256}" for name in brief.product.images)
    product = brief.product.model_copy(update={"images": images, "videos": ()})
    less = {"seconds": 6, "aspects": ("1:1",), "language": "en", "brand_kit": None, "template": "spotlight"}
    return JobRequest(brief=brief.model_copy(update={**less, "product": product}))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_job_begun_on_one_machine_is_finished_on_another(cluster: Cluster, service: str, tmp_path: Path) -> None:  # noqa: F811
    url = cluster.new_database()
    front, near, far = (machine(tmp_path / name, url, service) for name in ("front", "near", "far"))
    database = open_database(front)
    desk = open_desk(front, database)
    job = desk.submit(short(front), OWNER).id

    def wait(until: Callable[[Job], bool]) -> Job:
        while not until(found := desk.get(job, OWNER)):
            assert not found.ended, found.error
            time.sleep(0.05)
        return found

    first = hire(near)
    try:
        wait(lambda found: found.stage.startswith("render"))
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    shutil.copytree(near.home / "certificates", far.home / "certificates", dirs_exist_ok=True)
    second = hire(far)
    try:
        done = wait(lambda found: found.ended)
    finally:
        second.terminate()
        second.wait(60)
    assert (done.status, done.attempt) == ("completed", 2), done.error
    outputs, storage = desk.outputs(job, OWNER), open_storage(front)
    assert {output.kind for output in outputs} >= {"video", "cover", "captions", "script", "timeline", "labels"}
    for output in outputs:
        bytes_ = b"".join(storage.read("outputs", output.sha256))
        assert (hashlib.sha256(bytes_).hexdigest(), len(bytes_)) == (output.sha256, output.size)
    video = next(output for output in outputs if output.kind == "video")
    storage.fetch("outputs", video.sha256, tmp_path / video.name)
    assert open_verifier(front)(tmp_path / video.name).passed
    steps = [path.relative_to(near.home) for path in (near.home / "work").rglob("*.json")]
    assert steps and all((far.home / path).read_bytes() == (near.home / path).read_bytes() for path in steps)
    with database.session() as session:
        note(session, system_clock(), "video.deleted", job)
    assert Audit(database).verify().entries == 1
    database.close()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_worker_that_is_stopped_while_its_database_is_away_ends(cluster: Cluster, tmp_path: Path) -> None:
    environment = os.environ | {
        "VITRINE_HOME": str(tmp_path), "VITRINE_DATABASE_URL": cluster.new_database(), "PYTHONPATH": str(ROOT),
        "VITRINE_PRODUCER": "Vitrine-Test",
    }  # fmt: skip
    command = [sys.executable, "-m", "cli", "worker", "--grace", "0"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert worker.stderr and "takes jobs" in worker.stderr.readline()
        cluster.stop()
        worker.terminate()
        assert worker.wait(120) == 1
    finally:
        worker.kill()
        worker.communicate()
        cluster.start()
