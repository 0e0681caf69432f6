"""Refit the weights of the body reader on pages with truth, and say how they do on pages they have not seen.

    python -m tests.bench.fit_body PAGES... [--write]

Each PAGES is a folder with `truth.jsonl` (id, url, body, teaser) and `ID.html.gz`. Pages of one host share a fold.
The second look is fitted on first opinions from the other folds, as it will meet them on new pages.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from crawler.extract import context, features, weights
from crawler.extract.blocks import Piece, survey
from crawler.extract.context import Hints
from crawler.extract.document import read_document
from crawler.extract.features import Floats, Measure
from crawler.extract.metadata import read_metadata

FOLDS = 5
RIDGE = 20.0  #: penalty on squared weights of standardised features
_TOKEN = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


@dataclass
class Sample:
    """A page's measured pieces: rows, what is article (1), what each counts, and its fold."""

    page: Measure
    rows: Floats
    hints: Hints
    right: Floats
    counts: Floats
    fold: int
    opinions: Floats
    odds: Floats


def samples(folders: list[Path]) -> list[Sample]:
    found = []
    for folder in folders:
        for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("body") and (sample := _sample(folder, row)):
                found.append(sample)
    return found


def _sample(folder: Path, row: dict[str, str]) -> Sample | None:
    url = row.get("url") or ""
    data = gzip.decompress((folder / f"{row['id']}.html.gz").read_bytes())
    document = read_document(data, url or "http://page.example/")
    found = survey(document.tree) if document else None
    if document is None or found is None or not found.pieces:
        return None
    page = Measure(found, document.tree.findtext(".//title") or "")
    about = read_metadata(document.tree, url, text="x")
    right, counts = labels(found.pieces, row["body"], row.get("teaser") or "")
    host = (urlsplit(url).hostname or row["id"]).removeprefix("www.")
    fold = int(hashlib.sha256(host.encode()).hexdigest(), 16) % FOLDS
    hints = Hints(about.article_body or "", about.description or "")
    nothing = np.zeros(page.count)
    return Sample(page, page.rows(), hints, right, counts, fold, nothing, nothing)


def labels(pieces: list[Piece], body: str, teaser: str) -> tuple[Floats, Floats]:
    """1 for a piece most of whose word 4-grams stand in the truth; a teaser counts nothing either way."""
    told, wanted = _grams(_TOKEN.findall(body)), _grams(_TOKEN.findall(teaser)) if teaser else set()
    lines = {tuple(_TOKEN.findall(line)) for line in body.splitlines()}
    right, counts = [], []
    for piece in pieces:
        tokens = _TOKEN.findall(piece.text)
        grams = _grams(tokens)
        whole = len(tokens) >= 4 and sum(g in told for g in grams) > len(grams) / 2
        right.append(float(whole or tuple(tokens) in lines))
        is_teaser = bool(wanted) and sum(g in wanted for g in grams) > len(grams) / 2
        counts.append(0.0 if is_teaser or not tokens else min(len(tokens), 60) + 6.0)
    shares = np.array(counts)
    return np.array(right), shares / max(float(shares.sum()), 1.0) * 100


def _grams(tokens: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(tokens[i:] for i in range(4)), strict=False))


def fit(rows: Floats, right: Floats, counts: Floats) -> tuple[Floats, float]:
    """Ridge logistic regression by Newton's method: weights a feature, and the bias."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    used = spread > 1e-5
    matrix = np.hstack([(rows - mean) / spread * used, np.ones((len(rows), 1))])
    ridge = np.full(matrix.shape[1], RIDGE)
    ridge[-1] = 1e-6
    at = np.zeros(matrix.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ at, -30, 30)))
        slope = matrix.T @ (counts * (chance - right)) + ridge * at
        bend = (matrix * (counts * chance * (1 - chance) + 1e-9)[:, None]).T @ matrix + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        at -= step
        if np.abs(step).max() < 1e-3:
            break
    found = at[:-1] / spread * used
    return found, float(at[-1] - (mean * found).sum())


def second_rows(sample: Sample) -> Floats:
    return np.hstack([sample.rows, context.second_look(sample.page, sample.opinions, sample.hints)])


def fit_all(found: list[Sample], *, second: bool, without: int | None = None) -> tuple[Floats, float]:
    chosen = [s for s in found if s.fold != without]
    rows = np.concatenate([second_rows(s) if second else s.rows for s in chosen])
    return fit(rows, np.concatenate([s.right for s in chosen]), np.concatenate([s.counts for s in chosen]))


def cross_validate(found: list[Sample]) -> float:
    """Fill in opinions and odds from the other folds; return the weighted share of pieces judged right."""
    for second in (False, True):
        for fold in range(FOLDS):
            by, bias = fit_all(found, second=second, without=fold)
            for sample in (s for s in found if s.fold == fold):
                if second:
                    sample.odds = second_rows(sample) @ by + bias
                else:
                    sample.opinions = sample.rows @ by + bias
    good = sum(float((s.counts * ((s.odds > 0) == (s.right > 0))).sum()) for s in found)
    return good / sum(float(s.counts.sum()) for s in found)


def source(first: tuple[Floats, float], second: tuple[Floats, float]) -> str:
    """The text of `crawler/extract/weights.py`."""
    out = [f'"""{weights.__doc__}"""', "", "from __future__ import annotations", ""]
    tables = (("FIRST", features.NAMES, first), ("SECOND", (*features.NAMES, *context.NAMES), second))
    for name, names, (found, bias) in tables:
        out += [f"{name}_BIAS = {bias:.6g}", f"{name}: dict[str, float] = {{"]
        out += [f'    "{key}": {value:.4g},' for key, value in zip(names, found, strict=True)]
        out += ["}", ""]
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="replace crawler/extract/weights.py")
    options = parser.parse_args()
    found = samples(options.pages)
    print(f"{len(found)} pages, {cross_validate(found):.4f} of the weighted pieces right on pages not seen")
    if options.write:
        text = source(fit_all(found, second=False), fit_all(found, second=True))
        Path(str(weights.__file__)).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
