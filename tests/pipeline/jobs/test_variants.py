"""A job that asks for one variant of a family makes that one, or says that the brief gives no so many."""

from pipeline.jobs.desk import Desk
from tests.pipeline.jobs.workplace import OWNER, Workplace


def test_a_variant_is_made_by_its_number(sqlite: Workplace) -> None:
    sqlite.hire()
    desk: Desk = sqlite.desk
    jobs = [desk.submit(sqlite.request.model_copy(update={"variant": number}), OWNER).id for number in (1, 2)]
    first, second = (sqlite.wait(job) for job in jobs)
    assert first.status == "completed" and first.error is None
    sqlite.check_published_once(first.id)
    assert second.status == "failed" and second.error
    assert (second.error.code, second.error.retryable) == ("brief_invalid", False)
    assert "variant 2: the brief gives 1 that differ enough" in second.error.message
