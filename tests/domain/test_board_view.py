"""A view of the board: what it shows, and that a pinned row is in every view that anybody can make."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dutyroom.console.picture import Picture
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import FACETS, GROUPS, SORTS, STATES, BoardView, group_of
from tests.console.fake_room import NOW, row

MINUTE = timedelta(minutes=1)


def test_each_facet_leaves_out_what_it_does_not_name() -> None:
    plain, overdue = row(1, 90 * MINUTE, owner="liwei", unit="cg"), row(2, -MINUTE, owner="", unit="yy", acknowledged=False)
    soon, paused = row(3, 20 * MINUTE, clock="report_up", owner="zhao"), row(4, None, paused=True)

    def kept(**only: tuple[str, ...]) -> list[str]:
        view = BoardView(only=only)
        return [each.number[-1] for each in (plain, overdue, soon, paused) if view.keeps(each, NOW)]

    assert kept() == ["1", "2", "3", "4"]
    assert kept(state=("overdue",)) == ["2"]
    assert kept(state=("hour", "paused")) == ["3", "4"]
    assert kept(state=("unseen",)) == ["2"]
    assert kept(owner=("",)) == ["2"]
    assert kept(clock=("report_up",)) == ["3"]
    assert kept(unit=("cg", "yy"), owner=("liwei",)) == ["1"]


ROWS = st.builds(
    lambda n, minutes, pinned, unit, owner, level, seen, paused: row(
        n, None if minutes is None else minutes * MINUTE, pinned=pinned, unit=unit, owner=owner, level=("a", "b", "c")[level],
        level_rank=level, acknowledged=seen, paused=paused,
    ),
    st.integers(1, 999), st.none() | st.integers(-99, 999), st.booleans(), st.sampled_from(["cg", "yy", ""]),
    st.sampled_from(["liwei", ""]), st.integers(0, 2), st.booleans(), st.booleans(),
)  # fmt: skip
VIEWS = st.builds(
    lambda only, group, sort: BoardView(only=only, group=group, sort=sort),
    st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from([*STATES, "cg", "a", "liwei", "x"])).map(tuple)),
    st.sampled_from(GROUPS),
    st.sampled_from(SORTS),
)


@given(st.lists(ROWS, max_size=30, unique_by=lambda each: each.number), VIEWS, st.lists(ROWS, max_size=5))
def test_pinned_rows_are_in_every_view_and_groups_hold_together(
    rows: list[BoardRow], view: BoardView, news: list[BoardRow]
) -> None:
    picture = Picture([each for each in rows if view.keeps(each, NOW)], view.sort, view.group)
    known = {each.number: each for each in rows}
    for each in news:
        known[each.number] = each
        if view.keeps(each, NOW):
            picture.put(each)
        else:
            picture.drop(each.number)
    assert {each.number for each in picture.rows} >= {each.number for each in known.values() if each.pinned}
    again = Picture([each for each in known.values() if view.keeps(each, NOW)], view.sort, view.group)
    assert [each.number for each in picture.rows] == [each.number for each in again.rows]
    lines = [picture.at_line(line) for line in range(picture.lines)]
    assert [at for at, _group in lines if at >= 0] == list(range(len(picture)))
    assert [picture.line_of(at) for at in range(len(picture))] == [n for n, (at, _g) in enumerate(lines) if at >= 0]
    if view.group:
        assert [group for at, group in lines if at < 0] == list(range(len(picture.groups)))
        shown = [group_of(each, view.group) for each in picture.rows]
        assert list(dict.fromkeys(shown)) == list(picture.groups) == sorted(set(shown))
        assert sum(map(picture.size_of, range(len(picture.groups)))) == len(picture)
    else:
        assert picture.lines == len(picture)
