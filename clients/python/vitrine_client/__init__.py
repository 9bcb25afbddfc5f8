"""A typed client of the Vitrine API: ask for a video, wait for it, take it.

::

    with Vitrine("https://vitrine.example.com", "vitrine_live_…") as vitrine:
        asset = vitrine.upload(Path("thermos.jpg"))
        video = vitrine.create({"product": {"name": "Thermos"}, "asset_ids": [asset["id"]]})
        vitrine.download(vitrine.wait(video["id"]), Path("thermos.mp4"))
"""

from vitrine_client.client import Vitrine
from vitrine_client.errors import VideoFailed, VitrineApiError
from vitrine_client.types import Asset, Event, Export, File, Link, Page, Status, Video, VideoRequest

__all__ = [
    "Asset", "Event", "Export", "File", "Link", "Page", "Status", "Video", "VideoFailed", "VideoRequest", "Vitrine",
    "VitrineApiError",
]  # fmt: skip
