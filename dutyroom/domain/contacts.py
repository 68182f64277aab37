"""With whom a contact was: what it counts for hangs on that alone."""

from __future__ import annotations

CUSTOMER = "customer"
"""The complainant. Only such a one is 联系 of the complaint, a kept promise, or the contact that was planned."""
SUPERIOR = "report_up"
"""Whoever is told up the chain (上报, 逐级通知)."""
POLICE = "police"
"""The police, about danger in a complaint."""
