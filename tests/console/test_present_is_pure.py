"""What is shown is made without the terminal: present/ can be read, tested and printed where no Textual is loaded."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRESENT = ROOT / "dutyroom" / "console" / "present"


def test_no_module_of_present_loads_the_user_interface() -> None:
    files = sorted(PRESENT.rglob("*.py"))
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files if file.name != "__init__.py"]
    assert len(modules) > 40
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        "    loaded = [each for each in sys.modules if each.partition('.')[0] in ('textual', 'rich')]\n"
        "    assert not loaded, (name, loaded[:3])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
