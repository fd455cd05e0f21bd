"""How an expression is evaluated at many points at once: a `Batch` of values, and a rule for each function over batches."""
