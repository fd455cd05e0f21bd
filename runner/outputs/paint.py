"""Colours of a terminal: plain SGR codes, and only where asked for."""

from __future__ import annotations

SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36"}
VERDICTS = {"PASS": "green", "FAIL": "red", "ERROR": "magenta", "TIMEOUT": "magenta"}


class Paint:
    """Colours a text, or leaves it as it is."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, *styles: str) -> str:
        if not self._color or not styles or not text:
            return text
        return f"\x1b[{';'.join(SGR[style] for style in styles)}m{text}\x1b[0m"


NO_PAINT = Paint(False)
