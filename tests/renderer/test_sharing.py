import pytest

from renderer.sharing import Shares


def taken(frames: list[int], workers: int) -> list[list[int]]:
    """What each worker takes when a frame costs every worker the same."""
    shares, clocks = Shares(frames, workers), [0] * workers
    got: list[list[int]] = [[] for _ in range(workers)]
    busy = set(range(workers))
    while busy:
        worker = min(busy, key=lambda w: clocks[w])
        number = shares.take(worker)
        if number is None:
            busy.remove(worker)
        else:
            got[worker].append(number)
            clocks[worker] += frames[number]
    return got


def test_one_worker_takes_all_in_order() -> None:
    assert taken([10, 90, 10], 1) == [[0, 1, 2]]


def test_two_workers_come_from_both_ends_and_meet() -> None:
    assert taken([10] * 6, 2) == [[0, 1, 2], [5, 4, 3]]


def test_who_has_finished_helps_from_the_other_end() -> None:
    assert taken([10, 10, 10, 10, 40], 2) == [[0, 1, 2, 3], [4]]
    assert taken([10, 10, 10, 10, 10, 200], 2) == [[0, 1, 2, 3, 4], [5]]


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("frames", [[80, 15, 175, 18, 96, 15, 94, 15, 48], [1], [5, 500, 5], list(range(1, 30))])
def test_every_segment_is_taken_once(workers: int, frames: list[int]) -> None:
    assert sorted(number for run in taken(frames, workers) for number in run) == list(range(len(frames)))
