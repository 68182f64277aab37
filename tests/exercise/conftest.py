"""A server for the exercise of several machines."""

from tests.databases import *  # noqa: F403  Its fixtures: pytest finds them by their names in here.
