"""Every test here gets both databases."""

from tests.databases import *  # noqa: F403
