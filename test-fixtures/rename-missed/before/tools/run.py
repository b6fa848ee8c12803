from . import prices
from .prices import sum_of


def run(items):
    return sum_of(items) + prices.sum_of(items)
