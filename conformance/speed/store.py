"""The points: as lines while they are measured, as a compact table afterwards."""

import json
from typing import NamedTuple

LIBRARIES = ("trueno_array", "numpy", "torch")
FORMAT = 2


class Point(NamedTuple):
    """A measured case: microseconds of a call; torch and numpy are None where they have no such function."""

    group: str
    series: str
    n: int
    threads: int
    ours: float
    numpy: float | None
    torch: float | None
    spread: float

    @property
    def key(self):
        return f"{self.group}/{self.series}/{self.n}"

    @property
    def speedup(self):
        return None if self.numpy is None else self.numpy / self.ours

    @property
    def over_torch(self):
        return None if self.torch is None else self.torch / self.ours


def key_of(line):
    return f"{line['group']}/{line['series']}/{line['n']}"


def parts_of(key):
    """The inverse of key_of; a series may hold slashes."""
    group, rest = key.split("/", 1)
    series, n = rest.rsplit("/", 1)
    return {"group": group, "series": series, "n": int(n)}


def read(work):
    """The header of a file of points, and its lines; of a case that was measured twice the last. A torn last line is left out."""
    header, found = {}, {}
    with open(work) as file:
        for text in file:
            try:
                line = json.loads(text)
            except json.JSONDecodeError:
                continue
            if "facts" in line:
                header = line
            else:
                found[line["threads"], key_of(line)] = line
    return header, list(found.values())


def done(work, threads):
    """Keys of the cases that a file has for a number of threads."""
    return {key_of(line) for line in read(work)[1] if line["threads"] == threads}


def collected(work):
    """Points, failures (what -> why), absent ("library: reason" -> how many points), seconds of the run."""
    points, failures, absent, seconds = [], {}, {}, 0.0
    for line in read(work)[1]:
        seconds += line.get("took", 0)
        if "failure" in line:
            failures[f"{key_of(line)}, {line['threads']} threads"] = line["failure"]
            continue
        for library, reason in line["absent"].items():
            absent[f"{library}: {reason}"] = absent.get(f"{library}: {reason}", 0) + 1
        times = [line["us"].get(library) for library in LIBRARIES]
        points.append(Point(line["group"], line["series"], line["n"], line["threads"], *times, line["spread"]))
    return points, failures, absent, seconds


def rounded(value, digits=3):
    """A number with few digits, so that the file is small."""
    if value is None:
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short == int(short) else short


def compact(points, facts, failures, absent):
    """The table that is kept: group -> series -> one row a point, of n, threads, the times and the spread."""
    table = {}
    for p in sorted(points, key=lambda p: (p.group, p.series, p.threads, p.n)):
        row = [p.n, p.threads, *(rounded(t) for t in (p.ours, p.numpy, p.torch)), rounded(p.spread, 2)]
        table.setdefault(p.group, {}).setdefault(p.series, []).append(row)
    return {"format": FORMAT, "facts": facts, "failures": failures, "absent": absent, "points": table}


def text_of(data):
    """JSON with a line for each series and number of threads; sizes and threads are written once where they repeat."""
    shapes, lines = {}, []
    for group, table in data["points"].items():
        rows = []
        for series, points in table.items():
            shape = tuple((n, threads) for n, threads, *_ in points)
            place = shapes.setdefault(shape, len(shapes))
            columns = [place, *([row[i] for row in points] for i in range(2, 6))]
            rows.append(f"   {json.dumps(series)}: {json.dumps(columns, separators=(',', ':'))}")
        lines.append(f"  {json.dumps(group)}: {{\n" + ",\n".join(rows) + "\n  }")
    head = {name: value for name, value in data.items() if name != "points"} | {"shapes": [list(map(list, shape)) for shape in shapes]}
    parts = [f" {json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in head.items()]
    return "{\n" + ",\n".join(parts) + ',\n "points": {\n' + ",\n".join(lines) + "\n }\n}\n"


def parsed(text):
    """The inverse of text_of."""
    data = json.loads(text)
    if data.get("format") != FORMAT:
        raise SystemExit("speed: speed.json must be of this version of the ruler, got another; run make bench")
    shapes = data.pop("shapes")
    for table in data["points"].values():
        for series, (place, *columns) in table.items():
            table[series] = [[n, threads, *row] for (n, threads), *row in zip(shapes[place], *columns)]
    return data


def load(path):
    return parsed(path.read_text())


def points_of(data):
    return [Point(group, series, *row) for group, table in data["points"].items() for series, rows in table.items() for row in rows]
