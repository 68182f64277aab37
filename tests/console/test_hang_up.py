"""A terminal that is gone stops nobody from writing to it: the loop would stand still behind the thirtieth write."""

import os

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from dutyroom.console.engine.hang_up import Outlasting
from tests.patience import PATIENCE_S


class Gone:
    """The end of a line that was cut."""

    def write(self, text: str) -> int:
        raise OSError(5, os.strerror(5))

    def flush(self) -> None:
        raise OSError(5, os.strerror(5))


def test_the_writer_outlasts_its_terminal() -> None:
    writer = WriterThread(Outlasting(Gone()))  # type: ignore[arg-type]
    writer.start()
    for _each in range(3 * MAX_QUEUED_WRITES):
        writer._queue.put("x", timeout=PATIENCE_S)
    writer.stop()
    assert not writer.is_alive()
