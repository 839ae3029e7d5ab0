from __future__ import annotations

import pytest

from data.taxonomy import Broad
from labeling.complaint import Complaint, Wrong, boxes_of
from labeling.pool import Pool
from pipeline.look import Look
from tests.labeling.conftest import live, picture
from tests.looks import article, rectangle

LOOK = Look(photo="p", width=60, height=80, articles=(article(rectangle(80, 60, (10, 20, 30, 50)), Broad.BAGS, "a1"),))


def test_the_record_says_which_article_and_where() -> None:
    reason = Complaint(Wrong.ITEM, "a1", "d@1").reason(LOOK, "d@1")
    assert reason == "wrong item: bags at 10 20 30 50"
    assert boxes_of(f"{reason}; missing item; wrong box: bags at 1 2 3 4") == [(10, 20, 30, 50), (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "complaint",
    [Complaint(Wrong.BOX, "a9", "d@1"), Complaint(Wrong.BOX, "a1", "other@1"), Complaint(Wrong.BOX, None, "d@1")],
)
def test_what_can_not_be_known_is_not_said(complaint: Complaint) -> None:
    """Ids come from browsers; and after a promotion the same id is another article."""
    assert complaint.reason(LOOK, "d@1") == "wrong box"
    assert boxes_of("wrong box at night; collected") == []


def test_several_complaints_about_one_photo_are_all_on_record(pool: Pool) -> None:
    from sqlalchemy.orm import Session

    from labeling.queue import history
    from labeling.tables import PhotoRow

    sha256 = pool.add(picture(1), [live(1)], "app").sha256
    for reason in ("wrong box: bags at 1 2 3 4", "missing item", "missing item"):
        pool.add(picture(1), [live(1)], "app", reason, priority=1)
    with Session(pool.engine) as session:
        row = session.get_one(PhotoRow, sha256)
        assert (row.priority, row.reason) == (1, "wrong box: bags at 1 2 3 4; missing item")
        assert len(history(session, sha256)) == 3
    pool.add(picture(1), [live(1)], "app", "x" * 480, priority=1)  # more than the record takes
    with Session(pool.engine) as session:
        assert session.get_one(PhotoRow, sha256).reason.endswith("; missing item")
        assert history(session, sha256)[-1].reason.endswith("x" * 480)
