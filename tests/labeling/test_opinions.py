"""What a person sees of photos that taggers could not settle."""

from __future__ import annotations

from sqlalchemy.orm import Session

from labeling.opinions import rejected_photos, review_photos
from labeling.pool import Pool
from labeling.queue import State, move
from labeling.review import to_review
from labeling.settle import decide
from tests.labeling.conftest import fill
from tests.labeling.test_settle import annotate
from tests.labeling.test_verdict import region


def with_taggers(pool: Pool, sha256: str) -> None:
    """As after a push."""
    with Session(pool.engine) as session, session.begin():
        move(session, sha256, State.NEW, State.SCORED, "")
        move(session, sha256, State.SCORED, State.SENT, "")


def divided(pool: Pool, sha256: str, first: int = 1) -> None:
    """Two taggers do not agree: annotations `first` (shirts) and `first + 1` (jeans)."""
    with_taggers(pool, sha256)
    annotate(pool, sha256, first, region())
    assert annotate(pool, sha256, first + 1, region("jeans"), tagger="2") is State.LABELLED


def test_each_tagger_s_last_word_can_be_accepted(pool: Pool) -> None:
    (sha256,) = fill(pool, 1)
    divided(pool, sha256)
    # The first tagger once more: annotation 1 counts no longer. A skip can't be accepted.
    annotate(pool, sha256, 5, region("skirts"), region("hat"), updated_at="2026-11-22")
    annotate(pool, sha256, 6, skipped=True, tagger="3")
    with Session(pool.engine) as session, session.begin():
        (review,) = to_review(session)
        (photo,) = review_photos(session, [review])
        assert photo.sha256 == sha256 and (photo.width, photo.height) == (240, 360)
        assert {one.annotation for one in photo.opinions} == {2, 5} == set(review.annotations)
        by_number = {one.annotation: one for one in photo.opinions}
        assert [article.fine for article in by_number[5].articles] == ["skirts"]
        assert by_number[5].problems == ("unknown label 'hat'",) and by_number[2].problems == ()
        assert by_number[2].articles[0].box == (12.0, 18.0, 72.0, 108.0) and by_number[2].tagger == "2"
        for number in by_number:
            with session.begin_nested() as tried:
                decide(session, sha256, number)
                tried.rollback()


def test_rejected_photos_say_why(pool: Pool) -> None:
    skipped, by_hand, _ = fill(pool, 3)
    with_taggers(pool, skipped)
    annotate(pool, skipped, 1, skipped=True)
    divided(pool, by_hand, 2)
    with Session(pool.engine) as session, session.begin():
        decide(session, by_hand, None)
        found = {one.sha256: one.reason for one in rejected_photos(session, 10)}
        assert found == {skipped: "skipped by one tagger", by_hand: "rejected by hand"}
        assert len(rejected_photos(session, 1)) == 1
