"""Case → Result: its verdict is settled by what is measured, doubted, explained, and held against what the case expects.

`checker.check` is the whole of it; `settling` gives the verdict, `explaining` the reasons.
"""
