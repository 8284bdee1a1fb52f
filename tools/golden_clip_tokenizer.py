"""Golden case of the CLIP tokenizer with a small vocabulary: ids of transformers' CLIPTokenizer.

    python tools/golden_clip_tokenizer.py VOCABULARY_FOLDER core/src/test/resources/golden

VOCABULARY_FOLDER is a tokenizer folder of the old form (vocab.json, merges.txt, two configurations); it is copied.
"""
import json
import pathlib
import shutil
import sys

import transformers

TEXTS = [
    "",
    "   ",
    "a photograph of an astronaut riding a horse",
    "Hello, World! It's 2023.",
    "I'm you're he's they've we'd it'll don't x'ret '''ll",
    "tabs\tand\r\nlines\u00a0and\u3000wide\u2028spaces",
    "ZERO\u200bWIDTH\u200djoined \ufeffmark \u180e",
    "na\u00efve caf\u00e9 e\u0301 \u00c5ngstr\u00f6m \ufb01 \u00df",
    "\u0130stanbul \u03a3\u0391\u03a3 \u01c5",
    "\U0001f600\U0001f44b\U0001f3fd \u2764\ufe0f \U0001f468\u200d\U0001f469",
    "\u732b and \u304b\u304d \ud55c\uad6d\uc5b4 \u0e44\u0e17\u0e22 \u0627\u0644\u0639",
    "\u00bd \u00b2 \u2167 \u0663 3.14 x2y",
    "&amp; &lt;b&gt; \u201cquoted\u201d \u2018single\u2019 \u2026",
    "!!! a!b ! ?!",
    "a <|endoftext|> b",
    "a<|startoftext|>b <|StartOfText|> <|ENDOFTEXT|>!! !!<|EndOfText|>",
    "(a:1.2) [b|c] {d} __e__ \\(f\\)",
    "word " * 100,
    "x" * 300,
    "a" * 64 + " " + "ab" * 40,
]


def row(tokenizer, text):
    cut = tokenizer(text, padding="max_length", truncation=True).input_ids
    untruncated = tokenizer(text).input_ids
    return {
        "text": text,
        "ids": cut[: cut.index(tokenizer.eos_token_id) + 1],
        "ids_77": cut,
        "untruncated": untruncated,
        "untruncated_length": len(untruncated),
    }


def main(vocabulary, golden):
    shutil.copytree(vocabulary, golden / "models/small/tokenizer", dirs_exist_ok=True)
    tokenizer = transformers.CLIPTokenizer.from_pretrained(vocabulary)
    folder = golden / "e-tokenizers/clip-small"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row(tokenizer, text) for text in TEXTS]
    lines = [json.dumps(r, separators=(",", ":")) + "\n" for r in rows]
    (folder / "prompts.jsonl").write_text("".join(lines))
    case = {
        "kind": "tokenizer/clip",
        "what": "CLIP token ids with a small vocabulary, whole and cut to 77",
        "reference": {"package": "transformers " + transformers.__version__, "class": "CLIPTokenizer"},
        "vocabulary": "models/small/tokenizer",
        "file": "prompts.jsonl",
        "tolerance": {"integer": "exact"},
    }
    (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
