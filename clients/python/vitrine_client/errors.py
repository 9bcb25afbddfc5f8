"""What the API refuses, as exceptions."""

from typing import Any


class VitrineApiError(Exception):
    """A problem document: switch on ``code``; ``retryable`` says whether the same request may succeed later."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('detail')} ({problem.get('request_id')})")
        self.status: int = problem.get("status", 0)
        self.code: str = problem.get("code", "unknown")
        self.detail: str = problem.get("detail", "")
        self.hint: str = problem.get("hint", "")
        self.retryable: bool = problem.get("retryable", False)
        self.request_id: str = problem.get("request_id", "")
        self.errors: list[dict[str, str]] = problem.get("errors", [])


class VideoFailed(Exception):  # noqa: N818 reads as what happened
    """A video that was waited for ended without a film, or waits for somebody."""

    def __init__(self, video: Any) -> None:
        error = video.get("error") or {}
        super().__init__(f"video {video['id']} is {video['status']}: {error.get('message', '')}")
        self.video = video
