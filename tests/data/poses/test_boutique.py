from __future__ import annotations

from pathlib import Path

import numpy as np

from data.boutique.read import read_shop
from data.poses.boutique import boutique_poses
from data.poses.pose import ANKLES, EYES, INVISIBLE, VISIBLE
from data.taxonomy import View
from tests.data.boutique.tiny import one, page, write_shop


def test_backs_have_hidden_eyes_whose_places_are_known(tmp_path: Path) -> None:
    learnt, held_out = one("t-shirts", "train"), one("t-shirts", "test")
    shop = read_shop(write_shop(tmp_path, [learnt, held_out], [*page(learnt), *page(held_out)]))
    poses = {Path(pose.id).stem: pose for pose in boutique_poses(shop, "train")}
    assert set(poses) == {view.value for view in View}
    assert all(pose.split == "train" and pose.image.is_file() and learnt.id in pose.id for pose in poses.values())
    eyes, ankles = list(EYES), list(ANKLES)
    assert (poses["front"].visible[eyes] == VISIBLE).all()
    assert (poses["back"].visible[eyes] == INVISIBLE).all() and poses["back"].located[eyes].all()
    assert poses["left"].visible[eyes].tolist() == [VISIBLE, INVISIBLE]
    assert not poses["detail"].located[eyes + ankles].any()
    np.testing.assert_array_equal(poses["front"].points[ankles], [[41, 5 + 6.5 * 15], [40, 5 + 6.5 * 16]])


def test_the_split_is_the_products(tmp_path: Path) -> None:
    held_out = one("t-shirts", "test")
    shop = read_shop(write_shop(tmp_path, [held_out], page(held_out)))
    assert boutique_poses(shop, "train") == []
    assert [pose.split for pose in boutique_poses(shop, "test")] == ["validation"] * 5
