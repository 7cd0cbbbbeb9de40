"""Many who do something at one moment, or over and over again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic
from typing import Any

from tests.faults.site import Answer
from tests.patience import PATIENCE, until


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    calls = list(calls)
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


class Crowd:
    """What it was answered so far is in ``answers``."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self._is_over = threading.Event()
        self._began: dict[int, float] = {}

    def ask(self, *calls: Callable[[], Answer]) -> None:
        while not self._is_over.is_set():
            for call in calls:
                self._began[threading.get_ident()] = monotonic()
                self.answers.append(call())

    def wait_for_those_under_way(self) -> None:
        """Until every request is answered that has begun before."""
        now = monotonic()
        until(lambda: all(began > now for began in self._began.values()))

    def go_home(self) -> None:
        self._is_over.set()

    def wait_for(self, number: int, asked: str = "", since: float = 0) -> None:
        """Until so many more are answered who asked that since then."""
        first = len(self.answers)

        def answered() -> int:
            new = self.answers[first:]
            return sum(answer.began >= since and asked in answer.asked for answer in new)

        until(lambda: answered() >= number)


@contextmanager
def crowd(*people: Iterable[Callable[[], Answer]]) -> Iterator[Crowd]:
    """Each of the people does again and again what it has been given."""
    asking = Crowd()
    with ThreadPoolExecutor(len(people)) as pool:
        tasks = [pool.submit(asking.ask, *calls) for calls in people]
        try:
            yield asking
        finally:
            asking.go_home()
    for task in tasks:
        task.result()


def assert_answered(answers: Iterable[Answer], **allowed: Iterable[Any]) -> None:
    """``allowed`` are the outcomes that may be, by what was asked."""
    answers = list(answers)
    print(Counter((answer.asked, answer.outcome) for answer in answers))
    for answer in answers:
        assert answer.outcome in allowed[answer.asked], answer
