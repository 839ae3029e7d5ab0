"""Imports Gradio without the type stubs that it writes for editors: they take a quarter of the time of its import.

Whenever Gradio (6.31) is imported, `gradio.component_meta` parses the source of each of its components, renders a stub
from it, compares that with the `.pyi` file in the installation, and has no switch to leave it out. Nothing that runs
reads these files.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

MODULE, FUNCTION = "gradio.component_meta", "create_or_modify_pyi"


class _WithoutStubs(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        # Another Gradio may have no such function: then there is nothing to leave out.
        if hasattr(module, FUNCTION):
            setattr(module, FUNCTION, _write_nothing)


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == MODULE else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _WithoutStubs(spec.loader.name, spec.loader.path)
        return spec


def _write_nothing(*_: Any) -> None:
    pass


def leave_out_stubs() -> None:
    """From now on; too late, and without effect, where Gradio is imported already."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
