"""The rows of a benchmark: what was measured, what is asked for, and whether it is met."""

import sys


class Report:
    """Prints each row as it comes and remembers it."""

    def __init__(self):
        self.rows = []

    def row(self, name, value, target=None, met=None):
        """Adds a row. One with a target counts as missed unless it is met."""
        verdict = "" if target is None else ("met" if met else "MISSED")
        self.rows.append((name, value, target or "", verdict))
        print(f"  {name}: {value} {f'(target {target}: {verdict})' if target else ''}", flush=True)

    def finish(self):
        """Ends the program: with status 1 if a target was missed."""
        missed = [name for name, _, _, verdict in self.rows if verdict == "MISSED"]
        for name in missed:
            print(f"MISSED: {name}", file=sys.stderr)
        sys.exit(1 if missed else 0)
