"""The labelling loop (unsure detections to taggers, corrections to the detector): not built yet, see README."""
