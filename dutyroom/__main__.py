"""`python -m dutyroom` is the same as `dutyroom`."""

import sys

from dutyroom.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
