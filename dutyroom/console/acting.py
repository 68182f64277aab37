"""Acts and questions that a console puts to its room. Each runs in a thread and only posts a message when it is back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from textual.message import Message

    from dutyroom.domain.act import Command, Done
    from dutyroom.services.front.front import Front
    from dutyroom.services.organisation.views import SignedIn


class Acting:
    """What one console has asked of its room, and which versions its own acts made."""

    def __init__(self, room: Front, post: Callable[[Message], object], work: Callable[[Callable[[], None], str], object]) -> None:
        """`post` tells the app something, `work` does something of a group in a thread."""
        self._room, self._post, self._work = room, post, work
        self._own: dict[tuple[str, int], int] = {}

    def act(
        self, session: SignedIn, act: str, subject: str = "", values: Mapping[str, Any] | None = None, seen: int | None = None
    ) -> None:
        """Perform an act that needs no form, as the person of `session`."""
        self.perform(session.command(act, subject, values, self.past_own(subject, seen)))

    def perform(
        self,
        command: Command,
        then: Callable[[Done], Any] | None = None,
        otherwise: Callable[[Refusal], Any] | None = None,
    ) -> None:
        """Perform in a thread; the app hears Performed or Refused, with what it calls then."""
        from dutyroom.console.messages import Performed, Refused

        def work() -> None:
            try:
                done = self._room.perform(command)
                if command.seen is not None and done.version == command.seen + 1:
                    self._own[command.subject, command.seen] = done.version
                self._post(Performed(done, then))
            except Refusal as refusal:
                self._post(Refused(refusal, otherwise, command.subject))
            except Exception as fault:
                self._post(Refused(_unsaved(fault), otherwise, command.subject))

        self._work(work, "acts")

    def ask(
        self, question: Callable[[], Any], then: Callable[[Any], Any], otherwise: Callable[[Refusal], Any] | None = None
    ) -> None:
        """Put a question in a thread; the app hears Answer or Refused, with what it calls then."""
        from dutyroom.console.messages import Answer, Refused

        def work() -> None:
            try:
                self._post(Answer(question(), then))
            except Refusal as refusal:
                self._post(Refused(refusal, otherwise, question=True))
            except Exception as fault:
                self._post(Refused(_unread(fault), otherwise, question=True))

        self._work(work, "questions")

    def past_own(self, subject: str, seen: int | None) -> int | None:
        """The version seen, past what one's own acts made of it since: the feed tells them a moment later."""
        while seen is not None and (subject, seen) in self._own:
            seen = self._own[subject, seen]
        return seen

    def forget(self) -> None:
        """Somebody else is at the console: what they see is what they have seen."""
        self._own.clear()


def _unsaved(fault: Exception) -> Refusal:
    message = _("未能保存（{kind}），没有写入任何内容").format(kind=type(fault).__name__)
    return Refusal("internal", message, _("已填内容还在，可稍后再试"))


def _unread(fault: Exception) -> Refusal:
    message = _("读取失败（{kind}）").format(kind=type(fault).__name__)
    return Refusal("internal", message, _("画面可能不是最新；正在自动重试"))
