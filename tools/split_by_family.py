"""Splits a folder of emoji into pictures to learn from and pictures to measure with.

    python tools/split_by_family.py DATA OUT [--share 0.15]

DATA has pictures named like Noto Emoji's (emoji_u1f44b_1f3fb.png) and metadata.jsonl. OUT gets links to the same
pictures and a metadata.jsonl whose lines have one field more, "split": "train" or "test". A family is on one side as a
whole: all skin tones, both genders, and every role of a person ("man firefighter", "woman firefighter", "firefighter").
Which side is told by SHA-256 of the family's name, so that it does not depend on what else is in the folder.
"""

import argparse
import hashlib
import json
import os
import re
from pathlib import Path

SKIN_TONES = {"1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"}
GENDERS = {"2640", "2642"}
VARIATION = {"fe0e", "fe0f"}
JOINER = "200d"
# girl, boy, child, man, woman, adult, old man, old woman, old adult, and people in pairs
PERSONS = {
    "1f466": "child", "1f467": "child", "1f9d2": "child", "1f468": "adult", "1f469": "adult", "1f9d1": "adult",
    "1f474": "old", "1f475": "old", "1f9d3": "old", "1f385": "claus", "1f936": "claus", "1f934": "royal",
    "1f478": "royal", "1fac5": "royal", "1f470": "wedding", "1f935": "wedding",
}


def family(file_name: str) -> str:
    """The name that all variants of one emoji share."""
    codes = re.fullmatch(r"emoji_u([0-9a-f_]+)", Path(file_name).stem).group(1).split("_")
    plain = [c for c in codes if c not in SKIN_TONES | GENDERS | VARIATION | {JOINER}] or codes
    parts = [PERSONS.get(c, c) for c in plain]
    if parts[:2] == ["adult", "1f384"]:
        return "claus"
    if parts[0] in PERSONS.values() and len(parts) > 1:
        parts = parts[1:]  # a person with a tool or hair is in the family of that
    is_flag = all("1f1e6" <= c <= "1f1ff" for c in parts)
    return "_".join(parts) if is_flag else parts[0]  # a flag is spelled by two letters


def side(name: str, share: float) -> str:
    draw = int.from_bytes(hashlib.sha256(f"family:{name}".encode()).digest()[:8], "big") / 2**64
    return "test" if draw < share else "train"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.15, help="of the families that are kept from training")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True)
    lines = [json.loads(line) for line in (arguments.data / "metadata.jsonl").read_text("utf-8").splitlines()]
    families: dict[str, set[str]] = {"train": set(), "test": set()}
    with open(arguments.out / "metadata.jsonl", "w", encoding="utf-8") as out:
        for line in lines:
            target = arguments.out / line["file_name"]
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(arguments.data / line["file_name"], target)
            line["split"] = side(family(line["file_name"]), arguments.share)
            families[line["split"]].add(family(line["file_name"]))
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    for name, members in families.items():
        pictures = sum(line["split"] == name for line in lines)
        print(f"{name}: {pictures} pictures of {len(members)} families")


if __name__ == "__main__":
    main()
