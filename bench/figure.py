"""A figure as it is published: what, the goal, what was measured, and what it was measured against in the same run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `met` is None where there is no goal."""

    metric: str
    goal: str
    measured: str
    beside: str = ""
    met: bool | None = None

    @property
    def line(self) -> str:
        """The line as Markdown."""
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.metric} | {self.goal} | {self.measured} | {self.beside} | {met} |"


HEAD = "| metric | goal | measured | floor or peer in the same run | met? |\n| --- | --- | --- | --- | --- |"


def percentile(times: Sequence[float], percent: int) -> float:
    """That percentile; the same unit."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def spread(times: Sequence[float], *percents: int) -> str:
    """Percentiles of seconds, in milliseconds, e.g. `p50 12.3, p95 30.1 ms`."""
    return ", ".join(f"p{each} {percentile(times, each) * 1000:.1f}" for each in percents) + " ms"


def load() -> str:
    """How busy the machine is with everything, the bench included: the load of the last minute over its processors."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
