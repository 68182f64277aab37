"""The one non-empty package init: every room writes `from dutyroom.lang import gettext as _`."""

from dutyroom.lang.catalogue import N_, gettext, language, set_language, use_words

__all__ = ["N_", "gettext", "language", "set_language", "use_words"]
