"""The functions of our own that an expression may call. Written by `python -m tests.contents` from their table."""

HELPERS = frozenset({
    "sigmoid",
    "relu",
    "softplus",
    "softmax",
    "log_softmax",
    "logsumexp",
    "one_hot",
    "scatter_add",
    "sliding_window_view",
    "erf",
    "gammaln",
    "digamma",
    "entr",
    "i1",
    "xlogy",
})  # fmt: skip
