"""What may be written in each part of a plan file: the keys, their kinds, and which may be left out.

A kind is ``code``, ``text``, ``english`` (a text without Chinese), ``whole`` (a whole number), ``amount`` (at least 1),
``flag``, ``codes`` (a list of codes), ``act`` (an act's name), ``acts`` (a list of them), ``allowed`` (the same,
``call.*`` too), ``stops`` (acts, with a value too: ``complaint.step=attend``), ``=a|b`` (one of these), ``clause`` (one
that the plan's text has), ``limit`` (``30 minutes``), ``limits`` (one a level), ``warnings``, ``fields``, ``tasks``,
``stages``, ``rhythms``, ``parts`` (what a place of work holds).
A ``?`` before the kind: may be left out.
"""

from __future__ import annotations

from dutyroom.domain.records import PLACES

Shape = dict[str, str]

_WHENCE: Shape = {"clause": "?clause", "source": "?=plan|unit|supplement"}
_NAMED: Shape = {"code": "code", "name": "text", "en": "english"}
_TERM: Shape = {**_NAMED, **_WHENCE}

PLAN: Shape = {
    "code": "code", "name": "text", "en": "english", "version": "text", "number": "text", "number_en": "?english",
    "event": "text", "event_en": "english", "organisation": "text", "organisation_en": "english",
}  # fmt: skip

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS: Shape = {"zone": "text", **dict.fromkeys(WEEK, "?text"), "make_up": "?text"}

SECOND_ROUND: Shape = {"name": "text", "en": "english", "roles": "codes", "after": "?codes", **_WHENCE}
ALIKE: Shape = {
    "name": "text", "en": "english", "roles": "codes", "at_least": "amount", "within_days": "amount", "likeness": "amount",
    "same": "?codes", "level": "?code", **_WHENCE,
}  # fmt: skip
OWN_PLANS: Shape = {"kinds": "codes", **_WHENCE}
ROUTINE: Shape = {
    "check_minutes": "amount", "sign_hours": "amount", "tries": "?amount", "words": "?amount", "move_days": "?amount",
    "ask_days": "?amount", "remind_minutes": "?amount", **_WHENCE,
}  # fmt: skip
UNUSUAL: Shape = {"role": "code", "limit": "limit", **_WHENCE}
STAND_IN: Shape = {"failed_calls": "amount", "minutes": "amount", **_WHENCE}

FIELD: Shape = {
    "name": "code", "label": "text", "en": "english",
    "kind": "?=line|text|name|phone|id_number|choice|choices|moment|number|money|flag",
    "required": "?flag", "personal": "?flag", "clause": "?clause", "most": "?amount", "least": "?amount",
    "choices": "?=channels|categories|grounds|levels|measures|persons|roles|units|workstreams",
}  # fmt: skip

# ``limit_source`` says where a limit beside a task, gate or report comes from when the thing itself is the plan's.
_LIMITED: Shape = {"limit": "?limit", "limit_source": "?=plan|unit|supplement"}

TASK: Shape = {**_NAMED, "role": "code", "after": "?codes", **_LIMITED, **_WHENCE}

_ROUND = "?=first|second"
_WHEN = "?=working|off_hours"

STAGE: Shape = {**_NAMED, **_WHENCE}
RHYTHM: Shape = {**_NAMED, "every": "limit", "stop": "acts", **_WHENCE}

LISTS: dict[str, Shape] = {
    "level": {
        **_NAMED, "rank": "whole", "lead": "code", "meaning": "text", "meaning_en": "english", "pinned": "?flag",
        "activates": "?flag", "closes": "?codes", **_WHENCE,
    },
    "channel": {**_TERM, "spoken": "?flag"},
    "category": _TERM,
    "measure": _TERM,
    "ground": _TERM,
    "role": {
        **_NAMED, "single": "?flag", "by_shift": "?flag", "shift_lead": "?flag", "of_unit": "?flag", "post": "?text",
        "post_en": "?english", "succession": "?codes", "appointed_by": "?codes", "workstream": "?code", "duties": "?text",
        "duties_en": "?english", **_WHENCE,
    },
    "allow": {"acts": "allowed", "roles": "codes", **_WHENCE},
    "clock": {
        **_NAMED, "kind": "code", "start": "text", "stop": "stops", "limit": "?limit", "limits": "?limits",
        "warn": "?warnings", "restarting": "?flag", "until": "?stops", "pausable": "?flag", "customer_time": "?flag",
        "round": _ROUND, "when": _WHEN, **_WHENCE,
    },
    "step": {
        **_NAMED, "roles": "codes", "act": "?act", "to": "?codes", "after": "?codes", "gate": "?code", "blocks": "?acts",
        "fields": "?fields", "paper": "?flag", "includes": "?codes", "repeats": "?flag", "levels": "?codes", "round": _ROUND,
        "when": _WHEN, "if_needed": "?codes", "unless": "?code", "after_close": "?flag",
        "done_when": "?text", "charge": "?code", "kinds": "?codes", "each_of": "?code", **_WHENCE,
    },
    "gate": {
        **_NAMED, "act": "act", "roles": "codes", "applies_to": "=emergency|solution|statement|paper|plan", "blocks": "?acts",
        "four_eyes": "?flag", "quorum": "?amount", "members": "?codes", "after": "?codes", "step": "?code",
        "levels": "?codes", **_LIMITED, **_WHENCE,
    },
    "charge": {
        **_NAMED, "roles": "codes", "check": "?flag", "blocks": "?acts", "alone": "?flag", "levels": "?codes", **_LIMITED,
        **_WHENCE,
    },
    "route": {
        **_NAMED, "attend": "?codes", "tell": "?codes", "step": "?code", "levels": "?codes", "when": _WHEN, **_WHENCE,
    },
    "workstream": {
        **_NAMED, "role": "code", "duties": "text", "duties_en": "english", "default": "?flag", "task": "?tasks",
        "kind": f"?={'|'.join(PLACES)}", "records": "?parts", "stage": "?stages", "rhythm": "?rhythms", **_WHENCE,
    },
    "authority": {"act": "act", "role": "code", "up_to": "amount", **_WHENCE},
    "condition": {
        **_NAMED, "kind": "=complaints_closed|all_satisfied|no_new_for|stated", "hours": "?amount", **_WHENCE,
    },
    "notice": {
        "kind": "=activation|termination", "name": "text", "en": "english", "text": "text", "text_en": "english",
        "to": "?=units", **_LIMITED, **_WHENCE,
    },
    "form": {"act": "act", "fields": "fields", "either": "?codes", **_WHENCE},
    "duty": {
        **_NAMED, "every": "amount", "unit": "=days|weeks|months|years", "role": "code", "at": "?time", **_WHENCE,
    },
    "basis": {
        "name": "text", "en": "english", "status": "=in_force|amended|repealed|unknown", "note": "?text", "note_en": "?english",
    },
    "threshold": {
        **_NAMED, "fact": "=people|injured|dead|missing|trapped|affected|amount|media|reach|complaints|closed_hours",
        "at_least": "amount",
        "reports": "?codes", **_WHENCE,
    },
    "recipient": {**_NAMED, "kind": "?=superior|regulator|government|police|other", **_WHENCE},
    "report": {
        **_NAMED, "kind": "=first|follow_up|final", "recipients": "codes", "start": "?=threshold|received|activated",
        "phone": "?limit", "written": "?limit", "limit_source": "?=plan|unit|supplement", "required": "?codes", **_WHENCE,
    },
    "sitrep": {**_NAMED, "audience": "=room|leaders", "to": "codes", **_LIMITED, **_WHENCE},
    "unit": {**_NAMED, "parent": "?code", "kind": "?=head_office|branch|outlet|department"},
}  # fmt: skip

ALONE: dict[str, Shape] = {
    "stand_in": STAND_IN, "routine": ROUTINE, "second_round": SECOND_ROUND, "alike": ALIKE, "own_plans": OWN_PLANS,
    "unusual": UNUSUAL,
}  # fmt: skip
"""Tables that a plan may leave out."""

TOP = ("format", "plan", "hours", *ALONE, "wording", "text", *LISTS)
