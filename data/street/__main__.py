"""`python -m data.street FOLDER --out articles.json`: Clothing Co-Parsing as COCO instances."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from data.street.coco import to_coco
from data.street.read import StreetDataError, read_street


def main() -> int:
    """Convert; 0 if all went well, 1 with a line on stderr if the folder is not the data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds photos/, annotations/ and label_list.mat")
    parser.add_argument("--out", type=Path, required=True, help="the COCO file to write")
    parser.add_argument("--split", choices=("train", "validation"))
    arguments = parser.parse_args()
    try:
        photos = read_street(arguments.folder, arguments.split)
        coco = to_coco(tqdm(photos, unit="photo"))
    except StreetDataError as error:
        print(error, file=sys.stderr)
        return 1
    arguments.out.write_text(json.dumps(coco), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
