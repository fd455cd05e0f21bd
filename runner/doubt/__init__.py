"""The claim before a witness that knows its own error, and the doubt that follows where the rule's verdict may be wrong."""

from .blunt import unseen
from .examination import SILENT, Testimony, examine
from .judgement import Bar, judge

__all__ = ["SILENT", "Bar", "Testimony", "examine", "judge", "unseen"]
