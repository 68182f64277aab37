"""What `make test` leaves to `make test-all`: a test says ``@pytest.mark.whole``, a table of cases says ``few``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

RUNS = False
"""Whether this is `make test-all`."""


def few(cases: Iterable[Any], *everyday: object, one: bool = False) -> list[Any]:
    """The cases for ``parametrize``, of which only those named run every day.

    A tuple gives several arguments, or with ``one`` is one.
    """
    listed = list(cases)
    assert all(case in listed for case in everyday), everyday
    several = [case if isinstance(case, tuple) and not one else (case,) for case in listed]
    return [
        case if case in everyday else pytest.param(*values, marks=pytest.mark.whole)
        for case, values in zip(listed, several, strict=True)
    ]
