"""A log in bounds: two files of at most LOG_BYTES each."""
import logging
import os
import sys
from logging.handlers import RotatingFileHandler

LOG_BYTES = 1_000_000


class LogStream:
    """Standard error of a server that nobody listens to: what libraries print there goes to the log, in its bounds."""

    def write(self, text: str) -> int:
        if text.strip():
            logging.getLogger("stderr").warning("%s", text.rstrip())
        return len(text)

    def flush(self) -> None:
        """Every line is written at once."""


def log_to(folder: str, limit: int = LOG_BYTES) -> None:
    """From here on: requests, warnings and standard error go to server.log in the folder; server.log.1 is the one before."""
    handler = RotatingFileHandler(os.path.join(folder, "server.log"), maxBytes=limit, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("werkzeug").setLevel(logging.INFO)
    sys.stderr = LogStream()
