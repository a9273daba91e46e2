"""``python -m reserve.cli``."""

import sys

from reserve.cli.main import main

sys.exit(main())
