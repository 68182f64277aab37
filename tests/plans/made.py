"""Plans made by hypothesis from the skeleton: levels, steps in any sound order, papers with gates, clocks, duties."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from dutyroom.settings.plans import new_plan_text

ROLES = ("handler", "deputy", "leader", "duty_officer", "shift_lead")


@dataclass(frozen=True)
class Made:
    """The text of a plan, and the codes of what was put into it."""

    text: str
    levels: tuple[str, ...]
    steps: tuple[str, ...]
    papers: tuple[str, ...]


def _list(codes: list[str]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in codes) + "]"


@st.composite
def plans(draw: st.DrawFn) -> Made:
    """A sound plan: a step only waits for earlier ones, so every order comes to its end."""
    levels = ["major", "normal"] + [f"level_{n}" for n in range(draw(st.integers(0, 2)))]
    parts = []
    for rank, level in enumerate(levels[2:], 2):
        parts.append(
            f'[[level]]\ncode = "{level}"\nname = "级{rank}"\nen = "level {rank}"\nrank = {rank}\nlead = "handler"\n'
            f'meaning = "第{rank}级"\nmeaning_en = "Level {rank}"\nsource = "supplement"\n'
        )
    steps = [f"step_{n}" for n in range(draw(st.integers(1, 5)))]
    papers = []
    for n, code in enumerate(steps):
        after = draw(st.lists(st.sampled_from(steps[:n]), unique=True, max_size=2)) if n else []
        roles = draw(st.lists(st.sampled_from(ROLES), unique=True, min_size=1, max_size=2))
        own = draw(st.lists(st.sampled_from(levels), unique=True, max_size=2))
        blocks = draw(
            st.lists(st.sampled_from(["complaint.reply", "complaint.close"]), unique=True, max_size=1)
        )
        paper = draw(st.booleans())
        lines = [f'[[step]]\ncode = "{code}"\nname = "步骤{n}"\nen = "step {n}"\nroles = {_list(roles)}']
        lines += [f"after = {_list(after)}"] if after else []
        lines += [f"levels = {_list(own)}"] if own else []
        lines += [f"blocks = {_list(blocks)}"] if blocks else []
        lines += ["paper = true"] if paper else []
        parts.append("\n".join(lines) + '\nsource = "supplement"\n')
        if paper and draw(st.booleans()):
            papers.append(code)
            judge = draw(st.sampled_from([role for role in ("leader", "deputy") if [role] != roles]))
            parts.append(
                f'[[gate]]\ncode = "gate_{code}"\nname = "审核{n}"\nen = "review {n}"\nact = "paper.review"\nroles = ["{judge}"]\n'  # noqa: E501
                f'applies_to = "paper"\nstep = "{code}"\nsource = "supplement"\n'
            )
    text = new_plan_text()
    # Every level has a time to reply.
    limits = ", ".join(f'{level} = "{n + 1} working_days"' for n, level in enumerate(levels))
    text = text.replace(
        'limits = { major = "3 working_days", normal = "5 working_days" }', f"limits = {{ {limits} }}"
    )
    if draw(st.booleans()):
        parts.append(
            '[[duty]]\ncode = "drill"\nname = "演练"\nen = "drill"\nevery = 1\nunit = "months"\nrole = "handler"\nsource = "supplement"\n'  # noqa: E501
        )
    at = text.index("[[unit]]")
    return Made(text[:at] + "\n".join(parts) + "\n" + text[at:], tuple(levels), tuple(steps), tuple(papers))
