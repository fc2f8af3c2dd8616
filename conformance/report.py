"""Reports: a Markdown file for people and a JSON file for programs, side by side."""

import json
from pathlib import Path

HERE = Path(__file__).parent
REPORTS = HERE / "reports"


def table(header, rows):
    """An aligned Markdown table."""
    cells = [[str(c) for c in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def facts_table(facts):
    return table(("", ""), facts.items())


def write(path, title, sections):
    """sections: strings, each a paragraph or a table."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join([f"# {title}", *sections]) + "\n")
    print(f"wrote {path}")


def write_json(path, data):
    Path(path).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")
    print(f"wrote {path}")
