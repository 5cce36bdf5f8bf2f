"""Runs the tests of a module of the working folder: run_unittest.py MODULE [PACKAGES IT NEEDS...]"""

import importlib.util
import os
import sys
import unittest

sys.path.insert(0, os.getcwd())
module, *needed = sys.argv[1:]
missing = [name for name in needed if importlib.util.find_spec(name) is None]
if missing:
    print("SKIPPED: missing packages:", ", ".join(missing))
else:
    unittest.main(module, argv=[module])
