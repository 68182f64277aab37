"""A server for the exercise of several machines."""

from tests.databases import *  # noqa: F403
