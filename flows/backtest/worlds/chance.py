"""Draws from the distributions half-years follow: all from one seeded source, none from the clock."""

from __future__ import annotations

import math
from random import Random

_EXACT_UP_TO = 60.0  # above this a Poisson draw is a rounded normal one


def poisson(random: Random, mean: float) -> int:
    """A Poisson draw (Knuth's product method; a rounded normal draw for large means)."""
    if mean > _EXACT_UP_TO:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def negative_binomial(random: Random, mean: float, size: float) -> int:
    """A negative binomial draw of that mean: a Poisson draw whose mean is gamma distributed with shape `size`.

    Its variance is mean + mean² / size: the smaller the size, the more it swings.
    """
    return poisson(random, random.gammavariate(size, mean / size)) if mean > 0 else 0


def between(random: Random, low: float, high: float) -> float:
    """A draw between two positive numbers, even on the log scale."""
    return math.exp(random.uniform(math.log(low), math.log(high)))
