RATE = 0.2


def add_tax(net):
    return net * (1 + RATE)
