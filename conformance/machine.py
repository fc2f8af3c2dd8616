"""Where and with what a report was made."""

import datetime
import importlib.metadata
import os
import platform
import subprocess


def cpu_name():
    try:
        with open("/proc/cpuinfo") as lines:
            names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def version_of(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def commit(path="."):
    answer = subprocess.run(["git", "-C", str(path), "rev-parse", "HEAD"], capture_output=True, text=True)
    return answer.stdout.strip()[:12] or "unknown"


def describe(*distributions):
    """The facts every report states, as text by name."""
    import trueno_array as xp

    facts = {
        "trueno_array": f"{xp.__version__} (commit {commit()})",
        "ISA level": xp.backends.current(),
        "threads": str(xp.backends.get_num_threads()),
        "CPU": f"{cpu_name()}, {os.cpu_count()} logical cores",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }
    facts |= {name: version_of(name) for name in distributions}
    return facts | {"date": datetime.date.today().isoformat()}
