"""The functions of our own that an expression may call. Written by `python -m tests.contents` from their table."""

HELPERS = frozenset({
    "sigmoid",
    "relu",
    "softplus",
    "softmax",
    "log_softmax",
    "logsumexp",
    "one_hot",
    "erf",
    "gammaln",
    "digamma",
    "entr",
    "i1",
    "xlogy",
    "scatter_add",
    "sliding_window_view",
})  # fmt: skip
