"""Gradio is imported in processes of their own: here it is imported already."""

import subprocess
import sys

import pytest

COUNT = """
import sys
parsed = []
sys.addaudithook(lambda event, args: parsed.append(args[1]) if event == "compile" and args[1] == "<unknown>" else None)
{first}
import gradio as gr
with gr.Blocks() as blocks:
    box = gr.HTML("a")
    box.click(lambda: "b", outputs=box)
print(len(parsed), "events:", len(blocks.fns))
"""


def sources_parsed(first: str) -> int:
    """How many pieces of source Gradio parses while it is imported (`ast.parse` names no file)."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT.format(first=first)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    parsed, rest = done.stdout.split(maxsplit=1)
    assert rest.strip() == "events: 1"
    return int(parsed)


@pytest.mark.slow
def test_gradio_parses_none_of_its_components_and_works() -> None:
    assert sources_parsed("import web") <= 5
    # Else the module above has become useless, and should go.
    assert sources_parsed("") >= 50
