"""The command `gradcase`, as pip installs it: from its first line on Ctrl-C ends it without a traceback."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the command hears it

from .cli import main

__all__ = ["main"]
