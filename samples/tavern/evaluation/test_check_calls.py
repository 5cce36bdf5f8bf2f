"""Proves that the validator tells valid calls from others: python -m unittest test_check_calls"""

import unittest

from check_calls import faults_of

DECLARED = {
    "type": "object",
    "properties": {"item": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["item"],
}
OFFERED = {
    "type": "object",
    "properties": {"item": {"enum": ["ale"]}, "count": {"type": "integer", "minimum": 1}},
    "required": ["item"],
}


def faults(arguments, name="sell_item"):
    call = {"id": "s1", "name": name, "arguments": arguments, "parameters": OFFERED}
    return faults_of(call, {"sell_item": DECLARED})


class CheckCallsTest(unittest.TestCase):
    def test_valid_calls(self):
        for arguments in ('{"item": "ale"}', '{"count":2, "item":"\\u0061le"}'):
            self.assertEqual(faults(arguments), [])

    def test_calls_that_are_not_valid(self):
        for arguments in (
            "",
            "[]",
            "{}",
            '{"item": "beer"}',
            '{"item": "ale", "count": 0}',
            '{"item": "ale", "count": "1"}',
            '{"item": "ale", "count": NaN}',
            '{"item": "ale", "price": 1}',
            '{"item": "beer", "item": "ale"}',
            '{"item": "ale"} and more',
        ):
            self.assertNotEqual(faults(arguments), [], arguments)

    def test_functions_that_are_not_offered(self):
        self.assertNotEqual(faults('{"item": "ale"}', name="give_item"), [])


if __name__ == "__main__":
    unittest.main()
