RATE = 0.2


def with_tax(net):
    return net * (1 + RATE)
