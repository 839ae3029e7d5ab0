"""The page: a look as icons on a photo and cards beside it."""

from web.lean_gradio import leave_out_stubs

# Before any module of this room imports Gradio.
leave_out_stubs()
