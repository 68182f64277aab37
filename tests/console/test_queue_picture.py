"""The board in memory: always in the order that sorting anew would give, however news arrives."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dutyroom.console.picture import KEYS, Picture, urgency
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import GROUPS, SORTS, GroupName, SortName
from tests.console.fake_room import NOW, row

ROWS = st.builds(
    lambda n, minutes, pinned, paused, seen, rings: row(
        n, None if minutes is None else timedelta(minutes=minutes), pinned=pinned, paused=paused, acknowledged=seen,
        alarm=None if rings is None else NOW + timedelta(minutes=rings),
    ),
    st.integers(0, 30),
    st.none() | st.integers(-100, 100),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(-3, 3),
)


@given(st.lists(ROWS), st.lists(ROWS | st.integers(0, 30)), st.sampled_from(sorted(KEYS)))
def test_news_keep_the_order(first: list[BoardRow], news: list[BoardRow | int], sort: str) -> None:
    known = {each.number: each for each in first}
    picture = Picture(known.values(), sort)  # type: ignore[arg-type]
    for each in news:
        if isinstance(each, BoardRow):
            before = picture.place(each.number)
            assert picture.put(each) == (before, picture.place(each.number))
            known[each.number] = each
        else:
            number = f"0930-{each:03}"
            assert (picture.drop(number) >= 0) == (known.pop(number, None) is not None)
    assert picture.rows == sorted(known.values(), key=KEYS[sort])  # type: ignore[index]
    assert [picture.place(each.number) for each in picture.rows] == list(range(len(known)))
    assert picture.unseen(NOW) == sum(each.lit(NOW) for each in known.values())


@given(st.lists(ROWS, unique_by=lambda each: each.number), st.integers(1, 7), st.integers(-120, 120))
def test_pages_and_counts(rows: list[BoardRow], size: int, minutes: int) -> None:
    picture = Picture.of_pages(rows[start : start + size] for start in range(0, len(rows), size))
    assert picture.rows == sorted(rows, key=urgency)
    moment = NOW + timedelta(minutes=minutes)
    assert picture.due_before(moment) == sum(each.overdue(moment) for each in rows)


@given(st.lists(ROWS, unique_by=lambda each: each.number), st.sampled_from(SORTS), st.sampled_from(GROUPS))
def test_another_order(rows: list[BoardRow], sort: SortName, group: GroupName) -> None:
    known = Picture(rows)
    made, fresh = known.resorted(sort, group), Picture(rows, sort, group)
    assert (made.rows, made.unseen(NOW), made.groups) == (fresh.rows, fresh.unseen(NOW), fresh.groups)
    made.put(row(31, None))
    assert len(known) == len(rows)


def test_the_order_of_the_queue() -> None:
    minute = timedelta(minutes=1)
    wanted = [
        row(1, -minute, pinned=True),
        row(2, 9 * 1440 * minute, pinned=True),
        row(3, -99 * minute),
        row(4, minute),
        row(5, None),
        row(6, -200 * minute, paused=True),
    ]
    assert Picture(reversed(wanted)).rows == wanted
