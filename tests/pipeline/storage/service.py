"""An S3 service on the loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from pipeline.storage.bucket import Access, BucketStorage, open_bucket


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of an S3 service with the bucket 'shop'."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.put(f"{address}/shop", headers={"Authorization": _SIGNED})
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address
    process.kill()
    process.wait()


_SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"


def open_shop(address: str) -> BucketStorage:
    """The bucket 'shop' of the S3 service of the tests."""
    return open_bucket("s3://shop/a", Access(address, "us-east-1", "test", "test"))
