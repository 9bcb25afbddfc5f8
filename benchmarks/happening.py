"""What happens to videos while they are listened to: made, or worked on, by a process beside the server."""

import sys
import time

from benchmarks.service import EVENTS
from domain.job import JobRequest
from pipeline.clock import system_clock
from pipeline.jobs.book import JobBook, News
from pipeline.jobs.opening import open_database, open_desk
from pipeline.settings import load_settings

VIDEOS = 10


def main() -> None:
    """``create`` prints new videos; ``work`` takes each of those named through its stages to the end."""
    account, what, *videos = sys.argv[1:]
    settings = load_settings()
    database = open_database(settings)
    desk, book = open_desk(settings, database), JobBook(database, system_clock)
    if what == "create":
        brief = {"brief": {"product": {"name": "Thermos", "images": ["asset:" + "a" * 64]}}}
        for _ in range(VIDEOS):
            print(desk.submit(JobRequest.model_validate(brief), account).id)
        return
    claims = [book.claim(video, "bench")[0] for video in videos]
    for step in range(EVENTS - 1):
        for claim in claims:
            book.tell(claim, "render", step, News("progress"))
        time.sleep(0.1)
    for claim in claims:
        book.complete(claim, (), ())


if __name__ == "__main__":
    main()
