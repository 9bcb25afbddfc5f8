"""What a job tells of its progress: when a stage begins, and now and then when the percent moved."""

import time

from domain.job import Job
from pipeline.jobs.book import Claim, JobBook, News
from pipeline.jobs.patience import patiently
from pipeline.progress import Overall

PAUSE = 0.5
"""Seconds between two reports within a stage."""


class Reporter:
    """The progress of one attempt. Raises Superseded once the attempt may do nothing more."""

    def __init__(self, book: JobBook, claim: Claim, job: Job) -> None:
        videos = len(job.request.brief.aspects) if job.request.brief else 1
        self._book, self._claim, self._overall = book, claim, Overall(videos)
        self._stage, self._percent, self._told = "", -1, 0.0

    def __call__(self, stage: str, done: float) -> None:
        """Hear that ``stage`` is ``done``, 0 to 1."""
        percent = min(99, int(self._overall.update(stage, done) * 100))
        begins = stage != self._stage
        if not begins and (percent == self._percent or time.monotonic() < self._told + PAUSE):
            return
        self._stage, self._percent, self._told = stage, percent, time.monotonic()
        news = News("stage" if begins else "progress")
        patiently(lambda: self._book.tell(self._claim, stage, percent, news))
