import math
import os


def mean(values):
    if not values:
        raise ValueError("no values")
    total = 0
    for value in values:
        total += value
    return total / len(values)


def spread(values):
    if len(values) < 2:
        return 0.0
    middle = mean(values)
    return math.sqrt(mean([(value - middle) ** 2 for value in values]))


HOME = os.getcwd()
