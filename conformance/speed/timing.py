"""The clock: blocks of the libraries take turns; the time of a library is that of its fastest block."""

import math
import statistics
import time
from typing import NamedTuple

ROUNDS, SLOW_CALL_S = (3, 9), 0.1


class Contender(NamedTuple):
    name: str
    block: object  # (number of calls, clock) -> seconds
    before: object = None  # called before each of its blocks
    after: object = None
    first: float = 0.0  # seconds of a call that was made already


def number_of_calls(contender, clock, block_s):
    """Calls in a block, and the seconds of one call, warm."""
    first = contender.first or contender.block(1, clock)
    if block_s < first <= SLOW_CALL_S:
        first = contender.block(1, clock)
    if first > block_s:
        return 1, first
    warm = contender.block(10, clock) / 10
    if warm * 50 < block_s:
        warm = min(warm, contender.block(50, clock) / 50)
    return max(1, min(50_000, int(block_s / max(warm, 1e-8)))), warm


def turn(contender, number, clock):
    if contender.before:
        contender.before()
    seconds = contender.block(number, clock) / number
    if contender.after:
        contender.after()
    return seconds


def measure(contenders, clock=time.thread_time, budget_s=0.02):
    """name -> (seconds per call of the fastest block, median block divided by fastest).

    The budget is of seconds for all contenders together; the rounds are between three and nine whatever it is, two where a
    call is slow (the call that found out is one of them).
    """
    block_s = budget_s / (2 * ROUNDS[0] * len(contenders))
    numbers, found = {}, {}
    for contender in contenders:
        if contender.before:
            contender.before()
        numbers[contender.name], first = number_of_calls(contender, clock, block_s)
        found[contender.name] = [first] if first > SLOW_CALL_S else []
        if contender.after:
            contender.after()
    if any(found.values()):
        rounds = 1 if all(found.values()) else 2
        end = math.inf
    else:
        rounds, end = ROUNDS[1], time.perf_counter() + budget_s
    for done in range(rounds):
        for contender in contenders:
            found[contender.name].append(turn(contender, numbers[contender.name], clock))
        if done + 1 >= ROUNDS[0] and time.perf_counter() > end:
            break
    return {name: (min(times), statistics.median(times) / max(min(times), 1e-12)) for name, times in found.items()}
