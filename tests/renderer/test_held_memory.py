"""How much memory the process holds, by which rendering decides whether to give some back."""

import mmap

from renderer.memory import held_memory

MUCH = 200_000_000


def test_memory_that_is_written_to_is_held_until_it_is_given_back() -> None:
    before = held_memory()
    with mmap.mmap(-1, MUCH) as taken:  # pages of its own: those of a list may be some that were freed before
        for _ in range(100):
            taken.write(bytes(MUCH // 100))
        assert held_memory() - before > 0.9 * MUCH
    assert held_memory() - before < 0.1 * MUCH
