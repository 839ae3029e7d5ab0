"""What serves must start fast and install small: no torch; and the pipeline must stay pure (docs/architecture.md)."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "settings", "pipeline", "models", "data", "web", "labeling")
TRAINING_ONLY = {
    "torch", "torchvision", "efficientnet_lite_pytorch", "onnx", "onnxscript", "scipy", "sklearn", "bpy",
    "anny",
}  # fmt: skip
SERVING = [
    "app",
    *(
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for room in ("pipeline", "web", "data/catalog")
        for file in sorted((ROOT / room).rglob("*.py"))
        if "versions" not in file.parts and file.name not in ("__init__.py", "env.py")
    ),
]
PURE = [name for name in SERVING if name.startswith("pipeline.") and name != "pipeline.__main__"]


def file_of(module: str) -> Path | None:
    """The file of a module of ours, or None for a library's."""
    path = ROOT.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return (
        next((file for file in candidates if file.is_file()), None)
        if module.split(".", maxsplit=1)[0] in ROOMS
        else None
    )


@cache
def imports(file: Path) -> frozenset[str]:
    """All modules that a file imports, at the top or anywhere in it, but not for type checking only."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(file.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def with_packages(module: str) -> list[str]:
    """a.b.c -> a, a.b, a.b.c: importing a module runs the packages around it."""
    parts = module.split(".")
    return [".".join(parts[: length + 1]) for length in range(len(parts))]


def reached(module: str) -> dict[str, str]:
    """Everything that a module of ours imports, also through others of ours: name -> who imports it."""
    found: dict[str, str] = {}
    waiting = [(name, module) for name in with_packages(module)]
    while waiting:
        name, by = waiting.pop()
        if name in found:
            continue
        found[name] = by
        if (file := file_of(name)) is not None:
            waiting.extend((part, name) for found_name in imports(file) for part in with_packages(found_name))
    return found


@pytest.mark.parametrize("module", SERVING)
def test_serving_modules_reach_nothing_that_only_training_has(module: str) -> None:
    bad = {name: by for name, by in reached(module).items() if name.split(".")[0] in TRAINING_ONLY}
    assert not bad


@pytest.mark.parametrize("module", PURE)
def test_the_pipeline_knows_of_no_page_database_or_settings(module: str) -> None:
    file = file_of(module)
    assert file is not None
    ours = {name for name in imports(file) if name.split(".")[0] in ROOMS and file_of(name) is not None}
    allowed = {"data.taxonomy", "models.zoo"}
    assert {name for name in ours if name not in allowed and not name.startswith("pipeline")} == set()
    foreign = {name.split(".")[0] for name in reached(module)}
    assert foreign.isdisjoint({"gradio", "fastapi", "starlette", "sqlalchemy", "alembic", "pydantic_settings", "typer"})


def test_the_walk_does_see_torch() -> None:
    """The tests above can fail: training reaches torch, through another module of ours."""
    assert reached("models.detector.train")["torch"].startswith("models.")


def test_nothing_that_serves_loads_torch_when_it_runs() -> None:
    """Also not through a library, which the walk above does not see."""
    code = f"""
import importlib, sys
for module in {SERVING!r}:
    importlib.import_module(module)
loaded = sorted({{name.split(".")[0] for name in sys.modules}} & {TRAINING_ONLY!r})
print("loaded:", loaded)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded: []"
