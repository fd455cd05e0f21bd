"""Claims measured and compared: a gradient (`gradients`), or the derivative of several numbers at once (`maps`).

`compare` knows a claim and a numerical gradient and nothing else; the formula of closeness stands there alone.
"""
