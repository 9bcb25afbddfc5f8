"""What `make image` sends to the builder: nothing that is kept out of the repository, and all that an image needs."""

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]


def patterns(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]


def left_out(path: str) -> bool:
    """Whether a path or a folder above it stands in .dockerignore."""
    parts = path.split("/")
    above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return any(
        fnmatch(place.rpartition("/")[2], pattern[3:]) if pattern.startswith("**/") else fnmatch(place, pattern)
        for pattern in patterns(".dockerignore")
        for place in above
    )


def test_what_is_kept_out_of_the_repository_is_kept_out_of_the_image() -> None:
    kept_out = [name.replace("*", "x") for name in patterns(".gitignore")]
    assert [name for name in kept_out if not left_out(name)] == []
    for secret in ("deploy/.env", "vitrine.toml", "certificates/signing-key.pem", "vitrine.sqlite-wal", ".git/config"):
        assert left_out(secret), secret


def test_what_the_image_is_built_of_is_sent() -> None:
    lines = (ROOT / "deploy/Containerfile").read_text()
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements/runtime.txt", "scripts/apt-packages.txt"):
        assert (ROOT / name).is_file() and not left_out(name), name
        assert name in lines or "/" not in name
    packages = [
        path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in ("benchmarks", "tests")
    ]
    assert packages and not any(left_out(name) for name in packages)
