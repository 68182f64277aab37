"""How long a test waits for what it needs before it says that it does not come."""

from __future__ import annotations

PATIENCE_S = 180.0
"""Seconds that a machine may be busy with other things: only a test that fails waits so long."""
