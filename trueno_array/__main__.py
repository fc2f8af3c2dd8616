"""``python -m trueno_array info``: what this installation is and what it found."""

import sys


def _cpu_name():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        import platform

        return platform.processor() or platform.machine()


def info():
    """Version, CPU, levels, threads and devices, one a line."""
    import trueno_array as xp

    lines = (
        ("trueno_array", xp.__version__),
        ("standard", xp.__array_api_version__),
        ("python", sys.version.split()[0]),
        ("cpu", _cpu_name()),
        ("levels", f"{' '.join(xp.backends.available())} (in use: {xp.backends.current()})"),
        ("threads", xp.backends.get_num_threads()),
        ("devices", " ".join(str(device) for device in xp.devices())),
    )
    return "\n".join(f"{name:<13} {value}" for name, value in lines)


def main(arguments):
    """Runs the command; the exit status."""
    if arguments != ["info"]:
        print("usage: python -m trueno_array info", file=sys.stderr)
        return 2
    print(info())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
