"""Acts on warnings that the keeper of clocks raises. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import REASON
from dutyroom.lang import N_

_ANSWERING = "dutyroom.services.telling.answering"

WARNINGS = (
    Act("warning.acknowledge", N_("知悉告警"), "warning", f"{_ANSWERING}:acknowledge", (Field("text", N_("说明"), "text"),), changes=("warnings",)),
    Act("warning.shelve", N_("暂缓告警"), "warning", f"{_ANSWERING}:shelve", (Field("until", N_("暂缓到"), "moment", True, lean="ahead"), REASON), changes=("warnings",)),
)
