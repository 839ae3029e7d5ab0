"""Labelled poses: machine labels of real photos made honest by rules, and exact labels of rendered people."""

from data.poses.luma import read_luma_poses
from data.poses.people import read_people
from data.poses.pose import UNKNOWN, LabelledPose, PoseDataError
from data.poses.street import read_street_poses

__all__ = ["UNKNOWN", "LabelledPose", "PoseDataError", "read_luma_poses", "read_people", "read_street_poses"]
