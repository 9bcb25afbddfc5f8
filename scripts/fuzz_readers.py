"""Fuzz the label readers with atheris, by hand: ``pip install atheris; python scripts/fuzz_readers.py 300``.

Coverage steers the edits, so this goes deeper than the suite's random ones. It begins with the suite's good
files and stops at the first input that ends in anything but a value or a LabelError, or that takes 10 s or 1 GB.
"""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

_SECONDS = 300


def main(seconds: int) -> None:
    """Fuzz every reader for so long in all; the first byte of an input chooses the reader."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["labeling"]):
        from domain.errors import LabelError
        from tests.labeling.test_fuzz import HOSTILE, READERS

    names = list(READERS)
    folder = Path(tempfile.mkdtemp(prefix="vitrine-fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, name in enumerate(names):
        (corpus / name).write_bytes(bytes([number]) + READERS[name][0])
    for number, (name, data) in enumerate(HOSTILE.values()):
        if len(data) < 2**16:
            (corpus / f"hostile-{number}").write_bytes(bytes([names.index(name)]) + data)

    def one_input(data: bytes) -> None:
        if not data:
            return
        try:
            READERS[names[data[0] % len(names)]][1](folder / "input", data[1:])
        except LabelError as error:
            assert error.message  # noqa: S101 -- a finding for the fuzzer

    options = [f"-max_total_time={seconds}", "-max_len=16384", "-timeout=10", "-rss_limit_mb=1024"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(corpus)], one_input)
    print(f"inputs and findings: {folder}", flush=True)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS)
