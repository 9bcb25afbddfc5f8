"""Decoding photos with Skia's codecs: the right way up, in sRGB, whole or not at all."""

from pathlib import Path

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from media.headers import Header, read_header
from media.source import Source, open_source

Pixels = NDArray[np.uint8]
"""(H, W, 4) red, green, blue, alpha; sRGB; colour not multiplied by alpha."""


def load_picture(path: Path, max_side: int | None = None) -> Pixels:
    """Decode a photo, scaled down (never up) so that its longer side has at most ``max_side`` pixels.

    The result is (H, W, 4) uint8 RGBA in sRGB with straight (unmultiplied) alpha, EXIF orientation
    applied. Raises AssetError for anything but a whole JPEG, PNG or WebP of at most 50 megapixels.
    """
    source = open_source(path)
    if source.format.kind != "image":
        raise source.refusal(f"is a {source.format.name} file, not a photo", "Use a JPEG, PNG or WebP")
    data = source.read()
    return decode(source, data, read_header(source, data), max_side)


def decode(source: Source, data: bytes, header: Header, max_side: int | None = None) -> Pixels:
    """The pixels of an image file whose header was read; see ``load_picture``."""
    codec = _open_codec(source, data)
    longest = max(header.width, header.height)
    scale = 1.0 if max_side is None else min(1.0, max_side / longest)
    upright = _turn(_read_pixels(source, codec, scale), codec.getOrigin())
    return upright if max_side is None else _shrink(upright, max_side)


def upright_size(source: Source, data: bytes, header: Header) -> tuple[int, int]:
    """Width and height as displayed."""
    turned = _open_codec(source, data).getOrigin() in _TRANSPOSED
    return (header.height, header.width) if turned else (header.width, header.height)


def _open_codec(source: Source, data: bytes) -> skia.Codec:
    try:
        return skia.Codec.MakeFromData(data)
    except RuntimeError as error:
        raise source.refusal(f"is damaged: no {source.format.name} decoder accepts it") from error


def _read_pixels(source: Source, codec: skia.Codec, scale: float) -> Pixels:
    """Decode at the smallest size the codec offers that is not below ``scale``."""
    size = codec.getScaledDimensions(scale)
    full = codec.dimensions()
    if size.width() < full.width() * scale or size.height() < full.height() * scale:
        size = codec.getScaledDimensions(min(1.0, scale * 2))
    pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(
        size.width(),
        size.height(),
        skia.kRGBA_8888_ColorType,
        skia.kUnpremul_AlphaType,
        skia.ColorSpace.MakeSRGB(),
    )
    result = codec.getPixels(info, pixels, size.width() * 4)
    if result == skia.Codec.kIncompleteInput:
        raise source.refusal("is cut short: the end of the picture is missing")
    if result != skia.Codec.kSuccess:
        raise source.refusal(f"is damaged: {skia.Codec.ResultToString(result)}")
    return pixels


_TRANSPOSED = frozenset(
    (
        skia.kLeftTop_EncodedOrigin,
        skia.kRightTop_EncodedOrigin,
        skia.kRightBottom_EncodedOrigin,
        skia.kLeftBottom_EncodedOrigin,
    )
)
_FLIPS = {
    skia.kTopRight_EncodedOrigin: (1,),
    skia.kBottomRight_EncodedOrigin: (0, 1),
    skia.kBottomLeft_EncodedOrigin: (0,),
    skia.kRightTop_EncodedOrigin: (1,),
    skia.kRightBottom_EncodedOrigin: (0, 1),
    skia.kLeftBottom_EncodedOrigin: (0,),
}


def _turn(pixels: Pixels, origin: skia.EncodedOrigin) -> Pixels:
    """Apply an EXIF orientation (Exif 3.0, tag 274)."""
    turned = pixels.transpose(1, 0, 2) if origin in _TRANSPOSED else pixels
    return np.ascontiguousarray(np.flip(turned, _FLIPS.get(origin, ())))


def _shrink(pixels: Pixels, max_side: int) -> Pixels:
    """Scale down by area; colour is weighted by alpha so that hidden colour never bleeds in."""
    height, width = pixels.shape[:2]
    ratio = max_side / max(width, height)
    if ratio >= 1:
        return pixels
    size = max(1, round(width * ratio)), max(1, round(height * ratio))
    if pixels[..., 3].min() == 255:
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    alpha = pixels[..., 3:].astype(np.float32) / 255
    colour = pixels[..., :3].astype(np.float32) * alpha
    alpha_small = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[..., None]
    colour_small = cv2.resize(colour, size, interpolation=cv2.INTER_AREA) / np.maximum(alpha_small, 1e-6)
    small = np.concatenate((colour_small, alpha_small * 255), axis=2)
    return np.asarray(np.clip(small + 0.5, 0, 255), np.uint8)
