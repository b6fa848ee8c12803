import os
import math


def mean(values):
    # An empty list has no mean.
    if not values:
        raise ValueError('no values')
    summed = 0
    for each in values:
        summed += each
    return summed / len(values)


def spread(values):
    if len(values) < 2:
        return 0.0
    centre = mean(values)
    return math.sqrt(
        mean([(one - centre) ** 2 for one in values]),
    )


HOME = os.getcwd()
