"""Makes the files: ``python -m examples.plans [FOLDER]``."""

import sys
from pathlib import Path

from examples.plans.make_plans import make_plans

if __name__ == "__main__":
    for path in make_plans(Path(sys.argv[1] if len(sys.argv) > 1 else "plans")):
        print("made", path)
