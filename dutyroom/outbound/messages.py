"""Messages to people outside the console, by apprise: mail, WeCom, DingTalk, Feishu, webhooks for SMS and voice gateways."""

from __future__ import annotations

import logging
from threading import Thread

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

PATIENCE_S = 30.0
"""Seconds after which a channel that does not answer counts as failed."""


def send(url: str, title: str, body: str) -> None:
    """Sends plain text by one channel. Raises Refusal ``not_sent``, or ``no_sender`` where apprise is not installed."""
    outcome: list[bool | Refusal] = []
    thread = Thread(target=lambda: outcome.append(_outcome(url, title, body)), name="message", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    if not outcome:
        raise Refusal("not_sent", _("{n} 秒没有回应").format(n=int(PATIENCE_S)))
    if isinstance(outcome[0], Refusal):
        raise outcome[0]
    if not outcome[0]:
        raise Refusal("not_sent", _("对方没有接收"))


def _outcome(url: str, title: str, body: str) -> bool | Refusal:
    try:
        import apprise
    except ImportError:
        return Refusal("no_sender", _("没有安装发送组件"), _("请安装：pip install 'dutyroom[messages]'。"))
    # It would log addresses, secrets and whole messages.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    try:
        sender = apprise.Apprise()
        if not sender.add(url):
            return Refusal("not_sent", _("渠道地址不对"))
        return bool(sender.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT))
    except Exception as fault:
        # Its words may hold the address and its secrets; what kind of fault it was does not.
        return Refusal("not_sent", type(fault).__name__)
