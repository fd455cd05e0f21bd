from tests.quiet import quiet

__all__ = ["quiet"]
