"""From the plan to the camera: enough bodies and poses, five views a page, everything drawn from the id alone."""

from __future__ import annotations

import numpy as np

from data.boutique.gate import FIRST_PRODUCT
from data.boutique.plan import plan_looks, plan_pages
from data.boutique.products import products
from data.boutique.shoot import HOUSE_MODELS, LOOK_YAW, house_model, look_job, page_job, room
from data.taxonomy import VIEWS, View

TABLE = products()
PAGES, LOOKS = plan_pages(TABLE), plan_looks(TABLE)


def test_a_page_has_one_shot_of_each_view_and_the_detail_is_of_the_primary_product() -> None:
    job = page_job(PAGES[0])
    assert tuple(view for _, view, _ in job.shots) == VIEWS
    assert [frame.close_up for _, view, frame in job.shots if view is View.DETAIL] == [PAGES[0].primary]
    assert all(frame.close_up is None for _, view, frame in job.shots if view is not View.DETAIL)
    assert {file for file, _, _ in job.shots} == {f"pages/{PAGES[0].id}/{view}.webp" for view in VIEWS}


def test_jobs_are_drawn_from_the_id_and_the_attempt() -> None:
    assert page_job(PAGES[3]) == page_job(PAGES[3])
    assert page_job(PAGES[3], 1).casting.pose != page_job(PAGES[3]).casting.pose
    assert page_job(PAGES[3], HOUSE_MODELS).casting.shape == page_job(PAGES[3]).casting.shape
    assert page_job(PAGES[3], 1).casting.shape != page_job(PAGES[3]).casting.shape, "another model tries"
    assert look_job(LOOKS[5]) == look_job(LOOKS[5])


def test_house_models_are_of_both_sexes_and_several_builds_and_tones() -> None:
    models = [house_model(sex, number) for sex in ("women", "men") for number in range(HOUSE_MODELS)]
    assert len(models) >= 6
    assert {shape.male for shape, _ in models} == {0.0, 1.0}
    assert len({(looks.skin, looks.tint) for _, looks in models}) >= 4
    assert np.ptp([shape.weight for shape, _ in models]) > 0.3
    used = {page_job(page).casting.shape.weight for page in PAGES}
    assert len(used) >= 6


def test_every_look_of_a_product_has_another_body_pose_and_light() -> None:
    for product in TABLE[::9]:
        looks = [look_job(look).casting for look in LOOKS if product in look.outfit][:6]
        assert len({look.shape.weight for look in looks}) == len(looks)
        assert len({look.light for look in looks}) == len(looks)
        assert len({repr(look.pose) for look in looks}) == len(looks)


def test_people_in_street_photos_face_the_camera_more_or_less() -> None:
    yaws = np.array([look_job(look).shots[0][2].yaw for look in LOOKS])
    assert np.abs(yaws).max() <= LOOK_YAW
    assert yaws.std() > 10


def test_what_each_view_must_show() -> None:
    bag = next(page for page in PAGES if page.primary.made.slot == "bag")
    job = page_job(bag)
    hidden = {view: job.expected(view, frame).may_hide for _, view, frame in job.shots}
    assert hidden[View.FRONT] == frozenset()
    assert bag.primary.id in hidden[View.BACK]
    assert bag.primary.id not in hidden[View.DETAIL]
    numbers = job.expected(View.FRONT, job.shots[0][2]).products
    assert sorted(numbers.values()) == list(range(FIRST_PRODUCT, FIRST_PRODUCT + len(bag.outfit)))


def test_arms_keep_clear_of_wide_clothes() -> None:
    by_cut = {product.cut: product for product in TABLE}
    assert room(by_cut["maxi skirt"]) > room(by_cut["pencil skirt"])
    assert room(by_cut["bomber"]) > room(by_cut["crew tee"]) >= 0
