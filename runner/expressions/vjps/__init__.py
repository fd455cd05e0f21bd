"""Vector-Jacobian products that take more than a line: the rows of the table name them."""
