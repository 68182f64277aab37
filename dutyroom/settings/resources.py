"""Where the shipped folders lie: inside the package in a wheel, beside it in a checkout."""

from pathlib import Path
from typing import Literal

_package = Path(__file__).resolve().parent.parent


def resource(name: Literal["themes", "db"]) -> Path:
    """The folder of palettes or of database migrations.

    Raises FileNotFoundError when neither place has it, which means a damaged installation.
    """
    for place in (_package / "_bundled" / name, _package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}: not in {_package} nor beside it")
