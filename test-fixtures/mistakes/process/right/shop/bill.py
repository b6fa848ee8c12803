from shop.tax import with_tax


def bill(items):
    return sum(with_tax(price) for price in items)
