import unittest

from shop.bill import bill


class BillTest(unittest.TestCase):
    def test_taxes_every_item(self):
        self.assertAlmostEqual(bill([10, 20]), 36)
