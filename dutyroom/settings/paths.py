"""Where things lie when nobody says otherwise: the database in the user's data folder, the key apart from it."""

import os
import re
from contextlib import suppress
from pathlib import Path

DEMO_KEYS = "demo-keys"


def database_url(said: str | None = None) -> str:
    """The database to use: as said, else the file in the user's data folder (the folder is made)."""
    if said:
        return said
    from platformdirs import user_data_path

    return str(user_data_path("dutyroom", ensure_exists=True) / "room.sqlite3")


def key_folder(url: str | None = None) -> Path:
    """The folder of the room key: ``DUTYROOM_KEYS``, else the user's configuration folder; never the database's.

    A demo's key lies beside its database in ``demo-keys``, so that every console of the demo finds it.
    """
    said = os.environ.get("DUTYROOM_KEYS")
    if said:
        return Path(said)
    if url and "://" not in url.replace("sqlite:///", "", 1):
        beside = Path(url.removeprefix("sqlite:///")).parent / DEMO_KEYS
        if beside.is_dir():
            return beside
    from platformdirs import user_config_path

    return user_config_path("dutyroom")


def paper_folder() -> Path:
    """Where printed text goes: ``papers`` in the user's data folder. It may not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("dutyroom") / "papers"


def view_file(url: str) -> Path:
    """Where this terminal keeps how it looks at that room's board: beside a demo's database, else with the user's settings."""
    if "://" not in url.replace("sqlite:///", "", 1):
        folder = Path(url.removeprefix("sqlite:///")).parent
        if (folder / DEMO_KEYS).is_dir():
            return folder / "views.toml"
    from platformdirs import user_config_path

    return _of_room(user_config_path("dutyroom") / "views", url, ".toml")


def theme_folder() -> Path:
    """Where an organisation puts palettes of its own. It may not be there."""
    from platformdirs import user_config_path

    return user_config_path("dutyroom") / "themes"


def held_folder(url: str) -> Path:
    """Where this machine keeps calls of that room while its database can't be reached. It may not be there yet."""
    if "://" not in url.replace("sqlite:///", "", 1):
        folder = Path(url.removeprefix("sqlite:///")).parent
        if (folder / DEMO_KEYS).is_dir():
            return folder / "held"
    from platformdirs import user_data_path

    return _of_room(user_data_path("dutyroom") / "held", url)


def _of_room(folder: Path, url: str, tail: str = "") -> Path:
    """What lies in the folder about the room of that address. Its name follows from the address without any password."""
    from hashlib import sha256

    bare = re.sub(r"^(\w+(?:\+\w+)?://[^/@:]*):[^/@]*@", r"\1@", url)
    bare = re.sub(r"(?<=[?&])(?:ssl)?password=[^&]*&?", "", bare).rstrip("?&")
    named, former = (folder / f"{sha256(said.encode()).hexdigest()[:12]}{tail}" for said in (bare, url))
    if former != named and former.exists() and not named.exists():
        # It was named after the whole address once.
        with suppress(OSError):
            former.rename(named)
    return named


def exercise_folder() -> Path:
    """Where exercises lie, each in a folder of its own with its database and key. It may not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("dutyroom") / "exercises"
