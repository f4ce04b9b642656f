"""What takes long to make is made once, one at a time and beside everything else, and kept a while."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")
Progress = Callable[[float], None]


class Making(Generic[Made]):
    """Something that is being made: `done` goes from 0 to 1."""

    def __init__(self) -> None:
        self.done = 0.0
        self.future: Future[Made] = Future()

    def progress(self, done: float) -> None:
        """Says how far it has come."""
        self.done = done

    def wait(self, seconds: float) -> bool:
        """Waits a while; whether it is finished."""
        try:
            self.future.exception(timeout=seconds)
        except TimeoutError:
            return False
        return True

    def result(self) -> Made:
        """What was made; waits for it, and raises what making it raised."""
        return self.future.result()


class Kept(Generic[Made]):
    """Makes each thing once, in a thread of its own, and keeps the last `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[Hashable, Making[Made]] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, "study")

    def ask(self, key: Hashable, make: Callable[[Progress], Made]) -> Making[Made]:
        """What is kept under `key`, or is being made, or is made now. A failure is not kept."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
            making: Making[Made] = Making()
            self._made[key] = making
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        # What it reads, it reads where the one who asks does.
        self._pool.submit(copy_context().run, self._run, key, making, make)
        return making

    def _run(self, key: Hashable, making: Making[Made], make: Callable[[Progress], Made]) -> None:
        try:
            made = make(making.progress)
        except BaseException as wrong:
            with self._lock:
                self._made.pop(key, None)
            making.future.set_exception(wrong)
        else:
            making.done = 1.0
            making.future.set_result(made)

    def close(self) -> None:
        """Makes nothing more."""
        self._pool.shutdown(cancel_futures=True)


class Shelf(Generic[Made]):
    """The last `most` things of a kind, for one thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Made] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is held under `key`; made when it is not."""
        if key not in self._held:
            self._held[key] = make()
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]


class _Place(Generic[Made]):
    """Where the latest of one thing lies; whoever holds `lock` may make it anew."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.stand: object = None
        self.made: Made | None = None


class Latest(Generic[Made]):
    """The latest of each thing, made once for everybody who asks until what it rests on is another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._places: OrderedDict[Hashable, _Place[Made]] = OrderedDict()

    def get(self, key: Hashable, stand: object, make: Callable[[], Made]) -> Made:
        """What was made for this `stand`; who asks for what is being made waits for it."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if place.made is None or place.stand != stand:
                place.made = make()
                place.stand = stand
            return place.made
