class Mailer:
    def __init__(self, sender):
        self.sender = sender

    def send(self, to, subject, copy=None):
        return (self.sender, to, subject, copy)


def remind(mailer, who, *, after):
    return mailer.send(who, f"in {after} days")
