#!/usr/bin/env python3
"""Holds why-not answers against brute force: every policy of rules/, 15 made-up cases each (tests/whynot/whynot.c tells how).
run_whynot.py [CASES [FIRST]]: CASES cases from seed FIRST on; 1000 is what releases are held to.
"""
import subprocess
import sys

from common import BUILD, SRC

CASES = "15"

policies = sorted(str(path.relative_to(SRC)) for path in (SRC / "rules").glob("*.rules"))
sys.exit(subprocess.run([str(BUILD / "tests/whynot/whynot"), *(sys.argv[1:] or [CASES]), *policies], cwd=SRC, check=False).returncode)
