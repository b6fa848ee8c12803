from shop.tax import add_tax


def bill(items):
    return sum(add_tax(price) for price in items)
