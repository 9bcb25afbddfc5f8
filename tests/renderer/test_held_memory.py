"""How much memory the process holds, by which rendering decides whether to give some back."""

import sys

import numpy as np
import pytest

from renderer.memory import held_memory

MUCH = 200_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_memory_that_is_written_to_is_held() -> None:
    before = held_memory()
    written = np.ones(MUCH, np.uint8)
    assert held_memory() - before > 0.9 * MUCH
    assert written[-1] == 1
