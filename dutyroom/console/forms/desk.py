"""What a form stands on: the room, who acts, and the words that its choices are made of, as far as they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, cast

from dutyroom.console.present.choices import Choice, offered, posts
from dutyroom.domain.act import Act, Field
from dutyroom.domain.names import aside, named, shown_subject

if TYPE_CHECKING:
    from textual.app import App

    from dutyroom.console.shell import Shell
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.act.values import Reading
    from dutyroom.services.front.front import Front
    from dutyroom.services.organisation.views import PersonView, SignedIn, UnitView


class Desk:
    """The room as one form sees it. Plan and names are None until the app has read them; typing works before that."""

    def __init__(self, app: App[Any]) -> None:
        self.app = cast("Shell", app)

    @property
    def room(self) -> Front:
        """The room."""
        return self.app.room

    @property
    def session(self) -> SignedIn | None:
        """Who is signed in."""
        return self.app.session

    @property
    def person(self) -> str:
        """The code of who is signed in, "" for nobody."""
        return self.app.session.person if self.app.session else ""

    @property
    def plan(self) -> Plan | None:
        """The plan in force."""
        return self.app.named.plan if self.app.named else None

    @property
    def calendar(self) -> Calendar | None:
        """The organisation's calendar."""
        return self.app.named.calendar if self.app.named else None

    @property
    def people(self) -> tuple[PersonView, ...]:
        """Staff."""
        return self.app.named.people if self.app.named else ()

    @property
    def units(self) -> tuple[UnitView, ...]:
        """The organisation."""
        return self.app.named.units if self.app.named else ()

    @property
    def zone(self) -> tzinfo:
        """The organisation's zone."""
        return self.app.zone

    @property
    def zone_name(self) -> str:
        """The organisation's zone by its name."""
        return self.plan.hours.zone if self.plan else str(self.app.head.get("zone") or "Asia/Shanghai")

    @property
    def reading(self) -> Reading:
        """By what values are read; the zone alone before the plan is known."""
        from dutyroom.services.act.values import Reading

        return Reading.of(self.plan) if self.plan else Reading(self.zone_name)

    def now(self) -> datetime:
        """The room's present moment, aware UTC."""
        return self.room.now()

    def local(self, moment: datetime, seconds: bool = False) -> str:
        """A moment as forms write it: `2026-09-30 16:50` in the organisation's zone."""
        there = moment.astimezone(self.zone)
        return f"{there:%Y-%m-%d %H:%M:%S}" if seconds else f"{there:%Y-%m-%d %H:%M}"

    def fields(self, act: Act) -> tuple[Field, ...]:
        """The fields of an act's form, the plan's own among them."""
        if self.plan is None:
            return act.fields
        # Loaded by now: the plan was read from the database.
        from dutyroom.services.room.vocabulary import form_fields

        return form_fields(act, self.plan)

    def offered(self, field: Field) -> tuple[Choice, ...]:
        """The choices of a field."""
        if field.choices == "objectives":
            return tuple(Choice(each.code, named(each)) for each in getattr(self.app, "objectives", ()))
        if field.choices == "posts" and self.app.named is not None:
            return posts(self.app.named)
        return offered(field, self.plan, self.units, self.people)

    def about(self, act: Act, subject: str) -> str:
        """What an act is about, as people write it; a person by name, with the account that is theirs."""
        who = next((each for each in self.people if act.subject == "person" and each.code == subject), None)
        return f"{named(who)}{aside(subject)}" if who else shown_subject(self.plan, act.name, subject)

    def ask_who(self, then: Callable[[SignedIn], Any]) -> None:
        """Calls `then` with who is signed in, asking first if nobody is."""
        self.app.need_session(then)
