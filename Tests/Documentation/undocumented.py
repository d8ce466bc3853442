"""Names the public symbols without documentation in symbol graphs, and fails if there are any."""

import json
import sys


def undocumented(graph):
    """Yields a line for each symbol of a symbol graph that has no documentation comment."""
    for symbol in graph["symbols"]:
        if "docComment" in symbol:
            continue
        location = symbol.get("location", {})
        file = location.get("uri", "").removeprefix("file://")
        line = location.get("position", {}).get("line", -1) + 1
        yield f"{file}:{line}: {symbol['kind']['displayName']} {'.'.join(symbol['pathComponents'])} has no documentation"


if __name__ == "__main__":
    lines = [line for path in sys.argv[1:] for line in undocumented(json.load(open(path, encoding="utf-8")))]
    print("\n".join(lines), end="\n" if lines else "", file=sys.stderr)
    sys.exit(1 if lines else 0)
