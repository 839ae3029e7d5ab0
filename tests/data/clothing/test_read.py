"""The reader of the clothing-dataset, on folders made up here."""

from pathlib import Path

import pytest

from data.clothing import ClothingDataError, read_clothing
from data.clothing.read import FINE_OF_LABEL
from data.taxonomy import FINE_BY_NAME


def folder_with(folder: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """A data set of rows (id, sender, label, kids), with an empty file for each photo."""
    (folder / "images").mkdir()
    for name, *_ in rows:
        (folder / "images" / f"{name}.jpg").touch()
    lines = ["image,sender_id,label,kids", *(",".join(row) for row in rows)]
    (folder / "images.csv").write_text("\n".join(lines), "utf-8")
    return folder


def test_labels_become_the_fine_types_they_can_mean(tmp_path: Path) -> None:
    rows = [("b", "1", "Pants", "False"), ("a", "2", "Polo", "True"), ("c", "3", "Hat", "False")]
    polo, pants = read_clothing(folder_with(tmp_path, rows))
    assert (polo.id, polo.sender, polo.kids, polo.fine) == ("a", "2", True, frozenset({"t-shirts"}))
    assert pants.fine == {"jeans", "trousers", "track pants"}
    assert pants.image == tmp_path / "images" / "b.jpg"


def test_every_label_means_types_of_the_taxonomy() -> None:
    assert all(FINE_OF_LABEL.values())
    assert set().union(*FINE_OF_LABEL.values()) <= set(FINE_BY_NAME)


def test_no_sender_is_on_both_sides_of_the_split(tmp_path: Path) -> None:
    rows = [(f"p{i:03}", str(i % 60), "Dress", "False") for i in range(240)]
    folder = folder_with(tmp_path, rows)
    train, validation = read_clothing(folder, "train"), read_clothing(folder, "validation")
    assert len(train) + len(validation) == 240
    assert not {p.sender for p in train} & {p.sender for p in validation}
    assert 0.1 < len(validation) / 240 < 0.35


def test_folder_without_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClothingDataError, match=r"images\.csv is missing"):
        read_clothing(tmp_path)


def test_missing_photo_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, [("a", "1", "Dress", "False")])
    (folder / "images" / "a.jpg").unlink()
    with pytest.raises(ClothingDataError, match=r"a\.jpg is missing"):
        read_clothing(folder)


def test_table_without_labels_is_named(tmp_path: Path) -> None:
    (tmp_path / "images.csv").write_text("image,sender_id\na,1\n", "utf-8")
    with pytest.raises(ClothingDataError, match="no column 'label'"):
        read_clothing(tmp_path)
