"""Jobs in processes of their own that end by SIGKILL: at a random time, or at a named step of the program."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import wraps
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

# Children come from a process that has imported much and done nothing: no threads of ours are torn apart by a fork.
PROCESSES = multiprocessing.get_context("forkserver")
_preloaded: list[str] = []

Job = Callable[..., object]


class Step(NamedTuple):
    """A place in a program.

    Attributes:
        place: "module:function" or "module:Class.method", where the program looks it up.
        after: die when it has returned, instead of when it is called.
        call: the how-manieth call it is, from 1.
    """

    place: str
    after: bool = False
    call: int = 1

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.place.split(':')[1]}{f' {self.call}' * (self.call > 1)}"


def preload(*modules: str) -> None:
    """What the children find imported; to be said where a test file begins."""
    _preloaded.extend(modules)
    PROCESSES.set_forkserver_preload(_preloaded)


def killed_after(seconds: float, job: Job, *arguments: object) -> bool:
    """Run a job and kill it after a while; whether it was still at work."""
    process = _started(job, *arguments)
    process.join(seconds)
    if not process.is_alive():
        return False
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return True


def killed_at(step: Step, job: Job, *arguments: object) -> bool:
    """Run a job that is killed at a step; whether it came to that step."""
    process = _started(die_at, step, job, *arguments)
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"the job failed: exit code {process.exitcode}, see its output"
    return process.exitcode == -signal.SIGKILL


def finished(job: Job, *arguments: object) -> None:
    """Run a job to its end."""
    process = _started(job, *arguments)
    process.join()
    assert process.exitcode == 0, f"the job failed: exit code {process.exitcode}, see its output"


def _started(job: Job, *arguments: object) -> BaseProcess:
    process = PROCESSES.Process(target=as_program, args=(job, *arguments))
    process.start()
    return process


def as_program(job: Job, *arguments: object) -> None:
    """In the child: helpers of its own are started the way that a program on the command line starts them."""
    multiprocessing.set_start_method("fork", force=True)
    job(*arguments)


def die_at(step: Step, job: Job, *arguments: object) -> None:
    """In the child: put SIGKILL into the way of the job."""
    module, _, path = step.place.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    real, calls = getattr(owner, name), 0

    @wraps(real)
    def deadly(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == step.call and not step.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        if calls == step.call and step.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)
    as_program(job, *arguments)
