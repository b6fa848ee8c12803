from . import prices
from .prices import sum_all


def run(items):
    return sum_all(items) + prices.sum_of(items)
