"""The claim before a witness that knows its own error, and the doubt that follows where the rule's verdict may be wrong."""

from .examination import SILENT, Testimony, examine, too_blunt
from .judgement import judge

__all__ = ["SILENT", "Testimony", "examine", "judge", "too_blunt"]
