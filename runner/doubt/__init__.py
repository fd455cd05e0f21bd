"""The claim before a witness that knows its own error, and the doubt that follows where the rule's verdict may be wrong."""

from .blunt import unseen
from .examination import SILENT, Testimony, examine
from .judgement import Bar, Known, judge
from .one_side import examine_side

__all__ = ["SILENT", "Bar", "Known", "Testimony", "examine", "examine_side", "judge", "unseen"]
