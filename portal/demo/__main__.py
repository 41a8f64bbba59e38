"""What ./run and ./test hand over to, inside the virtual environment."""

import sys

from portal.demo import checks, serve
from portal.demo.children import Trouble


def main(word: str, arguments: list[str]) -> int:
    """Do as asked; the exit code."""
    try:
        if word == "manage":
            return serve.manage(arguments)
        if word == "test":
            return checks.main(arguments)
        serve.serve()
    except Trouble as trouble:
        print(f"run: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
