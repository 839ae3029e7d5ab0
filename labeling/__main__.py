"""The labelling loop's command line: `python -m labeling up`, `push`, `pull`, `status` and so on."""

from __future__ import annotations

import typer

from labeling.commands import pool, report, studio, training

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # A traceback with its local variables would show tokens and the database's password.
    pretty_exceptions_enable=False,
)

for command in (
    studio.up, studio.down, pool.collect, pool.score, pool.batch, studio.push, studio.pull, studio.watch, pool.status,
    pool.history_, pool.accept, pool.reject, pool.again, pool.forget, pool.expire, report.report, training.retrain,
    training.candidates, training.promote, training.rollback,
):  # fmt: skip
    app.command(command.__name__.rstrip("_"))(command)


if __name__ == "__main__":
    app()
