"""Code of other shapes as pairs of functions that can be checked: layers that keep state, functions of frameworks.

    from gradcase.adapters import layer, torch_function, jax_function

    affine = layer(Affine, gradients=["dW", "db"])  # affine(x, W, b) → out, affine.vjp(dout, x, W, b) → (dx, dW, db)
    gelu = torch_function(MyGelu)                   # gelu(x) → array, gelu.vjp(dout, x) → its gradient by autograd

What they make can be lent to case files from a module, or given to `gradcheck`. No framework is loaded before it is needed.
"""

from .frameworks import jax_function, torch_function
from .layers import layer

__all__ = ["jax_function", "layer", "torch_function"]
