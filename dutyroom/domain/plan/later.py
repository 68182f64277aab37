"""Acts that came after a format of plan files: whose plan does not name them gives them to whoever does the act before."""

from __future__ import annotations

from collections.abc import Mapping

NOBODY = ""
"""Stands for no act: what follows from none is done by nobody until a plan says who."""

AS_BEFORE: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    2: {
        "call.finish": ("call.contact", "call.reveal", "watch.add", "watch.drop"),
        "complaint.correct": (
            "complaint.danger", "complaint.solve", "complaint.reconsider", "complaint.extend", "complaint.check_ask",
            "complaint.check_decide", "person.verify", "person.number", "customer.plan", "customer.mood", "customer.support",
            "promise.make", "promise.keep", "promise.fail",
        ),
        "complaint.close": ("complaint.safe", "complaint.close_many"),
        "complaint.step": (
            "complaint.charge", "charge.record", "charge.report", "charge.check", "paper.review", "paper.read",
        ),
        "complaint.level": ("group.form", "group.confirm", "group.refuse", "group.add", "group.leave"),
        "person.add": (
            "unit.set", "person.deputy", "person.phone", "duty.list", "duty.assign", "duty.move", "duty.drop", "supply.drop",
        ),
        "shift.begin": ("shift.plan", "handover.propose", "handover.accept", "log.sign"),
        "shift.end": ("shift.check", "roster.state"),
        "log.write": (
            "log.instruct", "log.done", "plan.draft", "plan.edit", "plan.withdraw", "emergency.ask", "instruction.report",
            "conference.minutes", "duty.add", "duty.done", "duty.chase", "supply.add", "supply.count", "supply.use",
        ),
        "plan.adopt": ("plan.approve", "plan.interpret", "plan.limits", "plan.limits_off", "unit.plan"),
        "roster.appoint": ("plan.review", "person.reset", "person.unit", "person.end", "wording.set"),
        "emergency.report": ("emergency.inform", "emergency.report_up"),
        "emergency.sign": (
            "emergency.offer_command", "emergency.cancel", "emergency.decide", "request.answer", "decision.withdraw",
        ),
        "emergency.join": (
            "emergency.instruct", "emergency.confer", "instruction.chase", "instruction.done", "sitrep.draft", "sitrep.edit",
            "sitrep.send",
        ),
        "statement.approve": ("sitrep.approve", "speaker.appoint", "speaker.relieve"),
        "statement.publish": ("rumour.answer",),
        "statement.check": (
            "question.answer", "hold.place", "hold.lift", "dispute.add", "dispute.move", "dispute.close", "lawyer.engage",
            "lawyer.end",
        ),
        "task.done": ("task.offer", "task.accept", "task.decline", "question.ask"),
        "review.write": ("emergency.concur", "review.improve"),
        "notice.receipt": (
            "notice.chase", "scene.open", "scene.count", "scene.clear", "post.set", "post.move", "post.withdraw",
            "incident.add", "incident.handle", "incident.close",
        ),
        "measure.carry_out": ("measure.assign",),
        "evidence.add": (
            "fact.add", "fact.settle", "finding.add", "finding.revise", "exhibit.add", "exhibit.pass", "exhibit.release",
            "workstream.step",
        ),
        "opinion.add": ("opinion.watch", "rumour.add"),
        NOBODY: ("personal.erase",),
    },
    3: {
        "complaint.close": ("complaint.waive", "complaint.withdraw", "complaint.rejudge"),
        "complaint.assign": ("complaint.recuse",),
        "complaint.correct": ("complaint.ask_time",),
        "emergency.join": ("emergency.recuse",),
        "complaint.acknowledge": ("warning.acknowledge", "warning.shelve"),
    },
}  # fmt: skip
"""By the format that brought them: the act before, and the acts that follow from it. In the nine plans of the program the
roles of the one are the roles of the others, or some of them. Erasing what is personal can't be undone: it follows from none.
"""
