"""Pictures: which photo or clip goes where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from templates.layers import PictureKind


@dataclass(frozen=True)
class Shelf:
    """The pictures there are, and how often each has been shown."""

    images: tuple[Asset, ...]
    videos: tuple[Asset, ...]
    shown: tuple[str, ...] = ()
    pair: tuple[Asset, ...] = ()

    def of(self, kind: PictureKind) -> tuple[Asset, ...]:
        """The pictures of a kind: photos on white, other photos, clips, the one before or after."""
        if kind in ("before", "after"):
            return self.pair[:1] if kind == "before" else self.pair[1:]
        if kind == "video":
            return self.videos
        return tuple(asset for asset in self.images if asset.white_background == (kind == "pack"))

    def pick(self, kinds: Sequence[PictureKind], taken: Sequence[str] = ()) -> Asset:
        """The picture of the first kind there is that was shown least; not one of ``taken`` if avoidable. Clips that
        were all shown come last."""
        wanted = [self.of(kind) for kind in sorted(kinds, key=lambda kind: kind == "video" and self._all_filmed())]
        choices = next((found for found in wanted if found), (*self.images, *self.videos))
        count = Counter(self.shown)
        return min(choices, key=lambda asset: (asset.sha256 in taken, count[asset.sha256]))

    def _all_filmed(self) -> bool:
        return all(clip.sha256 in self.shown for clip in self.videos)

    def after(self, shown: Sequence[str]) -> "Shelf":
        """The shelf after those pictures were shown."""
        return replace(self, shown=(*self.shown, *shown))
