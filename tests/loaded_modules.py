"""What the processes of :mod:`tests.loaded` begin with: every module of the program."""

from importlib import import_module
from pkgutil import walk_packages

from sqlalchemy.orm import configure_mappers

import dutyroom
import tests.store.workers  # noqa: F401

for each in walk_packages(dutyroom.__path__, "dutyroom."):
    if not each.name.endswith("__main__"):
        import_module(each.name)
configure_mappers()
