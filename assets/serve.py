"""`python -m assets.serve`: Dagster's UI and daemon on this machine alone, over the output's records (`make ui`).

What belongs here: how the servers are started. What does not: what they serve (assets/definitions.py).
"""

import os
import sys

from assets.launch import make_home
from pipeline.workspace import Workspace


def main() -> None:
    """Becomes `dagster dev` on 127.0.0.1, at PORT if that is set, else at 3000 or the next free port."""
    make_home(Workspace.from_environment().output)
    quiet = ("-W", "ignore:Function `dev_command`")  # it advises another command, which is not installed
    port = ("-p", os.environ["PORT"]) if os.environ.get("PORT") else ()
    served = ("-m", "assets.definitions", "-h", "127.0.0.1")
    os.execv(sys.executable, [sys.executable, *quiet, "-m", "dagster", "dev", *served, *port])


if __name__ == "__main__":
    main()
