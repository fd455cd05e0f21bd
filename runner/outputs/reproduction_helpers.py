"""What a script that reproduces a case needs: the functions of our own that it calls, the checks of Jacobians and Hessians."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expressions.functions import FUNCTIONS
from ..model import WORDS


def definitions(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The functions of our own that such texts call, and those that these call: name and definition in plain numpy.

    They are the shortest right forms, not the ones the checker uses: a reader should see at a glance what each does.
    """
    words = {word for text in texts for word in WORDS.findall(text)}
    found: dict[str, str] = {}
    while new := {name: SCRIPTS[name] for name in words & SCRIPTS.keys() - found.keys()}:
        found |= new
        words = {word for text in new.values() for word in WORDS.findall(text)}
    return ((name, text.strip()) for name, text in SCRIPTS.items() if name in found)


SCRIPTS = {name: function.script for name, function in FUNCTIONS.items() if function.script}


CHECK_MAP = '''
def check_map(name, of, by, along, h):
    """Compare a claim with central differences of an array: by each entry of an input, or along a direction."""
    claim, x = np.asarray(claimed[name], dtype=float), all_arrays[by]
    if along is None:
        columns = []
        for index in np.ndindex(x.shape):
            up, down = x.copy(), x.copy()
            up[index] += h
            down[index] -= h
            columns.append((of_at(of, {by: up}) - of_at(of, {by: down})) / (up[index] - down[index]))
        numerical = np.stack(columns, axis=-1)
        numerical = numerical.reshape(*numerical.shape[:-1], *x.shape)
    else:
        norm = np.sqrt(sum(np.sum(way**2) for way in along.values())) or 1.0
        up, down = ({key: all_arrays[key] + s * h / norm * way for key, way in along.items()} for s in (1, -1))
        numerical = (of_at(of, up) - of_at(of, down)) / (2 * h) * norm
    if claim.shape != numerical.shape:
        print(f"{name}: FAIL, the claim has shape {claim.shape}, not {numerical.shape}")
        return
    difference = np.abs(numerical - claim) / np.maximum(1.0, np.maximum(np.abs(numerical), np.abs(claim)))
    difference = np.where(np.isfinite(difference), difference, np.inf)
    wrong = np.count_nonzero(difference > tolerance)
    print(f"{name}: {'FAIL' if wrong else 'PASS'}, {wrong} of {difference.size} entries wrong")
    for flat in np.argsort(-difference, axis=None)[:10]:
        index = np.unravel_index(flat, claim.shape)
        values = f"claimed {claim[index]:.12g}, numerical {numerical[index]:.12g}, relative difference {difference[index]:.3g}"
        print(f"  {name}{list(map(int, index))}: {values}")


def of_at(of, moved):
    """The array at another point."""
    arrays = {key: array for key, array in {**all_arrays, **moved}.items() if key != "dout"}
    return np.asarray(of(**arrays), dtype=float)
'''
"""The check of a Jacobian, a Hessian, or a product of either with a direction."""

GRADIENT_OF = '''
def gradient_of(name, h=1e-3):
    """The gradient of the cost by an input, as a function: by differences of fourth order."""

    def gradient(**arrays):
        x = arrays[name]
        found = np.zeros(x.shape)
        for index in np.ndindex(x.shape):
            values = []
            for steps in (1, -1, 2, -2):
                moved = x.copy()
                moved[index] += steps * h
                values.append(float(np.squeeze(cost_of(**{**arrays, name: moved}))))
            found[index] = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * h)
        return found

    return gradient
'''
"""The gradient of which a Hessian is the derivative."""
