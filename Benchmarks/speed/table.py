"""Samples of programs that were run in turn, and the table that is printed of them."""
import statistics

# What follows the name of a row in that of the row which another program of the same kind has.
BESIDE = " (beside)"


class Sample:
    """One run of a program: seconds by the clock, of the processor, and peak memory in MB."""

    def __init__(self, wall, user, system, peak_kb, work=1):
        self.wall, self.cpu, self.peak, self.work = wall, user + system, peak_kb / 1024, work

    def less(self, part):
        """What is left of this run without a part of it that was run alone."""
        return Sample(self.wall - part.wall, self.cpu - part.cpu, 0, self.peak * 1024, self.work)


class Table:
    """Rows of samples under a title; each column of ratios compares rounds in pairs."""

    def __init__(self, title, goal, floor, per_thousand=False):
        self.title, self.goal, self.floor, self.per_thousand = title, goal, floor, per_thousand
        self.samples, self.notes = {}, {}

    def add(self, name, sample, note=""):
        self.samples.setdefault(name, []).append(sample)
        if note:
            self.notes[name] = note

    def leave_out(self, name, why):
        self.notes[name] = why

    def ratio(self, name, of, to):
        """The median of the ratios to another row, each of one round."""
        pairs = list(zip(self.samples[name], self.samples.get(to, [])))
        return statistics.median(of(mine) / max(of(other), 1e-6) for mine, other in pairs) if pairs else None

    def ratios(self, name, to):
        """The same as cells, of the clock and of the processor."""
        ratios = [self.ratio(name, of, to) for of in [lambda s: s.wall / s.work, lambda s: s.cpu / s.work]]
        return ["" if ratio is None else f"{ratio:.2f}" for ratio in ratios]

    @staticmethod
    def line(cells):
        return "| " + " | ".join(map(str, cells)) + " |"

    def text(self):
        has_beside = any(name.endswith(BESIDE) for name in self.samples)
        heads = ["program", "rounds", "s", "×", "CPU s", "×", *(["CPU s per 1,000"] if self.per_thousand else []), "peak MB",
                 *(["s × beside", "CPU × beside"] if has_beside else []), ""]
        lines = [f"### {self.title}", "", f"Goal: {self.goal}. Ratios to: {self.floor}.", "",
                 "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
        for name, samples in self.samples.items():
            middle = {key: statistics.median(getattr(sample, key) for sample in samples)
                      for key in ["wall", "cpu"]}
            peak = max(sample.peak for sample in samples)
            shown = self.ratios(name, self.floor)
            cells = [name, len(samples), f"{middle['wall']:.3f}", shown[0], f"{middle['cpu']:.3f}", shown[1]]
            if self.per_thousand:
                cells.append(f"{statistics.median(sample.cpu / sample.work * 1000 for sample in samples):.3f}")
            beside = self.ratios(name, name + BESIDE) if has_beside else []
            lines.append(self.line([*cells, f"{peak:.0f}", *beside, self.notes.get(name, "")]))
        for name in [name for name in self.notes if name not in self.samples]:
            lines.append(self.line([name, 0, *[""] * (len(heads) - 3), "left out: " + self.notes[name]]))
        return "\n".join(lines) + "\n"
