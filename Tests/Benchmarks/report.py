"""The rows of a benchmark: what was measured, what is asked for, and whether it is met."""

import sys

from quiet import BAR, Watch, quiet


class Report:
    """Prints each row as it comes and remembers it."""

    def __init__(self):
        self.rows = []
        self.watch = Watch()

    def row(self, name, value, bar=None, met=None):
        """Adds a row. One with a bar counts as missed unless it is met. It says how much of a core others used in its
        measurements or, where those are not repeated, since the last row."""
        verdict = "" if bar is None else ("met" if met else "MISSED")
        foreign = quiet.take()
        if foreign is None:
            foreign = self.watch.cores()
        self.watch = Watch()
        others = f"{foreign:.2f}" + (" unquiet" if foreign > BAR else "")
        self.rows.append((name, value, bar or "", verdict, others))
        print(f"  {name}: {value} ({f'bar {bar}: {verdict}; ' if bar else ''}others: {others})", flush=True)

    def table(self):
        """The rows as a table. The last column has the cores that others used meanwhile."""
        lines = ["| what | measured | bar | | others |", "|---|---|---|---|---|"]
        return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in self.rows])

    def finish(self):
        """Ends the program: with status 1 if a bar was missed."""
        missed = [name for name, _, _, verdict, _ in self.rows if verdict == "MISSED"]
        for name in missed:
            print(f"MISSED: {name}", file=sys.stderr)
        sys.exit(1 if missed else 0)
