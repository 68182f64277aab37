"""CPU, bytes and memory while the queue ticks; the floor is a one-line clock, the peer a DataTable."""

from bench.figure import Figure
from bench.peers import READY
from bench.raw import quiet_cpu

SECONDS = 10.0
SIZES = (1_000, 10_000, 100_000)


def main() -> list[Figure]:
    """Everything in one run: 58 rows on the screen, calm or all within their last hour."""
    floor, _sent, _memory = quiet_cpu("bench.peers", "clock", ready=READY.encode(), seconds=SECONDS)
    peer, much, heavy = quiet_cpu("bench.peers", "table", "10000", ready="利率".encode(), seconds=SECONDS)
    beside = f"one-line clock {floor:.2f} %"
    figures, calm = [], dict[int, float]()
    for count in SIZES:
        for name, words, most in (("console", "none in its last hour", 1024), ("near", "58 in their last hour", 3072)):
            cpu, sent, memory = quiet_cpu("bench.peers", name, f"{count}", ready="数据正常".encode(), seconds=SECONDS)
            goal, met = ("", None) if name == "near" else ("≤ 1.5×", cpu <= 1.5 * floor)
            about = f"{count // 1000}k open, {words}"
            figures += [
                Figure(f"CPU of ticking, {about}", goal, f"{cpu:.2f} % ({cpu / floor:.1f}×)", beside, met),
                Figure(f"bytes a tick, {about}", f"≤ {most}", f"{sent}", f"DataTable 10k {much}", sent <= most),
            ]
            if name == "console":
                calm[count] = cpu
            elif count == 10_000:
                at_work = f"DataTable {peer:.1f} %, {heavy:.0f} MB (console {memory:.0f} MB)"
                times = peer / cpu
                figures.append(
                    Figure("CPU of ticking, 10k, DataTable over console", "≥ 12×", f"{times:.1f}×", at_work, times >= 12)
                )
    flat = calm[100_000] / calm[1_000]
    figures.append(Figure("CPU of ticking, 100k over 1k", "flat (≤ 1.3×)", f"{flat:.2f}×", "", flat <= 1.3))
    return figures
