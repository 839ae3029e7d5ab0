"""The shop's goods: database, import, picture store, index generations (see `docs/catalogue.md`)."""
