from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from data.taxonomy import Broad
from labeling.batch import Chosen, next_batch
from labeling.doubts import DOUBTFUL, batch_photos, doubtful_boxes
from labeling.found import Found
from labeling.pool import Pool
from labeling.scores import Evidence, make_score
from labeling.scoring import score_pool
from labeling.views import View
from tests.labeling.conftest import fill, live, picture

SURE = (Broad.BAGS, 0.95, (10.0, 10.0, 50.0, 60.0))
SHAKY = (Broad.SKIRTS, 0.5, (60.0, 100.0, 120.0, 200.0))
OTHER = (Broad.DRESSES, 0.6, (60.0, 100.0, 120.0, 200.0))


def test_what_the_committee_disagrees_about_comes_first() -> None:
    live, other = Found.of([SURE, SHAKY]), Found.of([SURE, OTHER])
    shaky, sure = doubtful_boxes([live, other])
    assert (sure.broad, sure.doubt) == (Broad.BAGS, 0.0)
    assert shaky.broad is Broad.SKIRTS and shaky.box == SHAKY[2]  # the live member's, though the other one is surer
    assert shaky.doubt == pytest.approx(0.5) and shaky.doubt >= DOUBTFUL


def test_a_box_that_only_another_member_has_is_doubtful() -> None:
    lost, sure = doubtful_boxes([Found.of([SURE]), Found.of([SURE, OTHER])])
    assert (lost.broad, lost.score) == (Broad.DRESSES, 0.6) and lost.doubt >= DOUBTFUL > sure.doubt


def test_one_detector_alone_doubts_by_entropy() -> None:
    shaky, sure = doubtful_boxes([Found.of([SURE, SHAKY, (Broad.BAGS, 0.1, (0.0, 0.0, 5.0, 5.0))])])
    assert shaky.broad is Broad.SKIRTS and 0 < sure.doubt < shaky.doubt < 1
    assert doubtful_boxes([]) == () == doubtful_boxes([Found.of([])])


def test_what_a_person_complained_about_is_doubtful_however_sure_the_detectors_are() -> None:
    first, second = doubtful_boxes([Found.of([SURE, SHAKY]), Found.of([SURE, SHAKY])], [(12.0, 11.0, 50.0, 58.0)])
    assert (first.broad, first.asked, first.doubt) == (Broad.BAGS, True, 1.0)
    assert not second.asked


def test_the_boxes_agree_with_the_score_of_the_photo() -> None:
    """The largest doubt of the boxes is the photo's score under "max"."""
    seen = [Found.of([SURE, SHAKY]), Found.of([SURE, OTHER]), Found.of([SURE])]
    score = make_score("committee", "max")(Evidence("", seen[0], {"b": seen[1], "c": seen[2]}))
    assert max(box.doubt for box in doubtful_boxes(seen)) == pytest.approx(score)


def test_a_batch_has_its_photos_with_their_size_reason_and_boxes(pool: Pool) -> None:
    fill(pool, 3)
    view = live(9)
    asked = view.found.boxes[0]
    reason = "wrong box: bags at " + " ".join(str(round(at)) for at in asked)
    other = View("flipped", view.model, view.found)
    complained = pool.add(picture(9), [view, other], "app", reason, priority=1).sha256
    score_pool(pool.engine, make_score("committee"), lambda *_: None)
    with Session(pool.engine) as session:
        chosen = next_batch(session, 10)
        photos = batch_photos(session, [*chosen, Chosen("0" * 64, "forgotten meanwhile")])
    assert [one.sha256 for one in photos] == [one.sha256 for one in chosen]
    first = photos[0]
    assert first.sha256 == complained and (first.width, first.height) == (240, 360)
    assert first.boxes[0].asked
    np.testing.assert_allclose(first.boxes[0].box, asked, atol=30)
