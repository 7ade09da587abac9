"""Read the file on standard input within limits; print what is in it, or why it is refused."""

import importlib
import json
import resource
import sys

from readers import LARGEST_FILE, MOST_MEMORY, MOST_SECONDS, RefusedError


def hold_to_limits() -> None:
    """Let this process have no more than its share; the system stops it when it takes more."""
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: 0,  # it writes no files
        resource.RLIMIT_CORE: 0,  # a dump of its memory would hold people's words
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def main() -> None:
    """Do what the first argument names."""
    hold_to_limits()
    kind, *arguments = sys.argv[1:]
    reader = importlib.import_module(
        {
            "table": "readers.tables",
            "picture": "readers.pictures",
            "sound": "readers.sounds",
        }[kind]
    )
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        for line in reader.read(content, *arguments):
            sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    except RefusedError as refused:
        sys.stdout.write(json.dumps({"refused": refused.code, "where": refused.where}) + "\n")


if __name__ == "__main__":
    main()
