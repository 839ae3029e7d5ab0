"""The labelling loop: unsure detections to taggers, corrections to the detector (see `docs/labelling.md`)."""
