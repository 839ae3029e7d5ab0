"""The boutique: an offline generator of rendered goods and people (see README.md). Nothing that serves imports it."""
