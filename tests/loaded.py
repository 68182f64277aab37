"""Processes forked from one that has loaded the whole program: what each would spend on loading it is spent once.

With ``--whole`` consoles are started as people start them, by their command line.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

processes = get_context("forkserver")
processes.set_forkserver_preload(["tests.loaded_modules"])


def start_console(words: Sequence[str], terminal: str, env: Mapping[str, str]) -> BaseProcess:
    """`dutyroom` with these words as the leader of a session of its own on that terminal."""
    process = processes.Process(target=_console, args=(list(words), terminal, dict(env), os.getcwd()))
    process.start()
    return process


def _console(words: list[str], terminal: str, env: dict[str, str], folder: str) -> None:
    os.setsid()
    # The first terminal that the leader of a session opens is its own.
    tty = os.open(terminal, os.O_RDWR)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(tty, number)
        stream = os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.close(tty)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["dutyroom", *words]
    from dutyroom.cli.main import main

    code = main()
    atexit._run_exitfuncs()
    sys.exit(code)
