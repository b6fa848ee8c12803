from post.mail import Mailer, remind

MAILER = Mailer("office")


def run(people):
    for who in people:
        remind(MAILER, who, days=9)
