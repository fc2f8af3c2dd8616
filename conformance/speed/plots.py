"""The plots of the report, as small SVG files whose bytes depend on the points only."""

from . import summary

NAMES = {
    "speed_numpy.svg": "speed-up over NumPy against size, by group",
    "speed_pytorch.svg": "speed-up over PyTorch against size, by group",
}
RATIOS = {"speed_numpy.svg": "speedup", "speed_pytorch.svg": "over_torch"}
LIBRARY = {"speed_numpy.svg": "NumPy", "speed_pytorch.svg": "PyTorch"}
COLOURS = ("#1f77b4", "#d95f02", "#2ca02c", "#7570b3")
WIDE = 4  # panels in a row


def quantile(ordered, q):
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def bands(points, ratio):
    """decade of the size -> (tenth, geometric mean, nine tenths) of the ratios."""
    found = {}
    for p in points:
        value = getattr(p, ratio)
        if value is not None:
            found.setdefault(summary.decade(p.n), []).append(value)
    return {n: (quantile(sorted(v), 0.1), summary.geometric_mean(v), quantile(sorted(v), 0.9)) for n, v in sorted(found.items())}


def panel(axes, group, points, ratio):
    for colour, (threads, chosen) in zip(COLOURS, summary.by(points, "threads").items()):
        found = bands(chosen, ratio)
        if not found:
            continue
        n, (low, mean, high) = list(found), zip(*found.values())
        label = f"{threads} thread" + "s" * (threads > 1)
        axes.plot(n, mean, color=colour, marker=".", label=label, linewidth=1.2)
        axes.fill_between(n, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.axhline(1, color="#444444", linewidth=0.7)
    axes.set(xscale="log", yscale="log", title=group, xlim=(5, 2e7), ylim=(0.3, 30))
    axes.margins(0)
    axes.set_yticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    axes.set_xticks([10, 1e3, 1e5, 1e7], ["10", "1e3", "1e5", "1e7"])
    axes.minorticks_off()
    axes.tick_params(bottom=False, left=False)
    axes.grid(alpha=0.25, linewidth=0.5)


def draw(folder, points):
    """Writes the plots; without matplotlib the report keeps those that it has, and says so."""
    try:
        import matplotlib
    except ModuleNotFoundError:
        print("speed: no plots, matplotlib is not installed; pip install '.[bench]'")
        return
    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plain = {"svg.fonttype": "none", "svg.hashsalt": "speed", "font.size": 8, "axes.titlesize": 9, "path.simplify": True}
    groups = summary.by(points, "group")
    for name, ratio in RATIOS.items():
        shown = {group: chosen for group, chosen in groups.items() if any(getattr(p, ratio) is not None for p in chosen)}
        if not shown:
            continue
        with matplotlib.rc_context(plain):
            rows = -(-len(shown) // WIDE)
            figure, grid = plt.subplots(
                rows, WIDE, figsize=(3 * WIDE, 2.3 * rows), sharex=True, sharey=True, layout="constrained", squeeze=False
            )
            for axes, (group, chosen) in zip(grid.flat, shown.items()):
                panel(axes, group, chosen, ratio)
            for axes in list(grid.flat)[len(shown) :]:
                axes.set_visible(False)
            for axes in list(grid.flat)[: len(shown)][-WIDE:]:
                axes.tick_params(labelbottom=True)
            grid.flat[0].legend(fontsize=7)
            figure.suptitle(f"Speed-up over {LIBRARY[name]} against elements: geometric mean, and the band of 80 % of the points")
            figure.savefig(folder / name, metadata={"Date": None, "Creator": None})
            plt.close(figure)
