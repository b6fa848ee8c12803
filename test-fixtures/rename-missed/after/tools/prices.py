def sum_all(items):
    return sum(items)
