"""The rules of the contract as a script that reproduces a case has them: the difference, and the comparison with the claim."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document


def check_input(result: Document) -> Iterator[str]:
    """The functions that check the claim for one input, by the rule of the case."""
    if result.get("one_sided"):
        yield _ONE_SIDED
    else:
        yield _CENTRAL
    if result.get("complex"):
        yield _COMPLEX.replace("SIGN", "-" if result["convention"] == "plain" else "+")
    else:
        yield _REAL
    yield _RELATIVE_BY_SIZE if result.get("absolute") is not None else _RELATIVE
    yield _CHECK


def settings(result: Document) -> Iterator[str]:
    """The numbers that these functions use."""
    yield f"tolerance = {float(result['tolerance'])!r}"
    if result.get("absolute") is not None:
        yield f"absolute = {float(result['absolute'])!r}"
    yield f"noise = {float(result.get('noise') or 0.0)!r}"
    if result.get("one_sided"):
        yield f"side = {1 if result['one_sided'] == 'right' else -1}"


OWN = frozenset({
    "absolute", "check_input", "check_map", "gradient_of", "noise", "of_at", "relative", "side", "slope", "slopes", "tolerance",
})  # fmt: skip
"""The names that these functions have or use."""

_CENTRAL = '''
def slope(name, index, step):
    """The central difference of the cost by one entry, and what noise in the cost may do to it."""
    x = all_arrays[name]
    up, down = x.copy(), x.copy()
    up[index] += step
    down[index] -= step
    change = cost_of(**{**all_arrays, name: up}) - cost_of(**{**all_arrays, name: down})
    return float(np.squeeze(change)) / abs(up[index] - down[index]), noise * (1 / abs(step) + 1)
'''

_ONE_SIDED = '''
def slope(name, index, step):
    """The difference of second order to one side, and what noise in the cost may do to it."""
    x = all_arrays[name]
    near, far = x.copy(), x.copy()
    near[index] += side * step
    far[index] += 2 * side * step
    first, second = (cost_of(**{**all_arrays, name: moved}) - cost_of(**all_arrays) for moved in (near, far))
    s, t = near[index] - x[index], far[index] - x[index]
    return float(np.squeeze(first * t / s - second * s / t)) / (t - s), noise * (4 / step + 1)
'''

_REAL = '''
def slopes(name, index, claim, h):
    """What is compared of one entry: its name, the claim, the numerical gradient, and what noise may do to that."""
    yield f"{name}{list(map(int, index))}", float(claim), *slope(name, index, h)
'''

_COMPLEX = '''
def slopes(name, index, claim, h):
    """What is compared of one entry: its name, the claim, the numerical gradient, and what noise may do to that."""
    label = f"{name}{list(map(int, index))}"
    yield f"{label} (real)" if np.iscomplexobj(all_arrays[name]) else label, float(np.real(claim)), *slope(name, index, h)
    if np.iscomplexobj(all_arrays[name]):
        numerical, noisy = slope(name, index, 1j * h)
        yield f"{label} (imaginary)", float(np.imag(claim)), SIGNnumerical, noisy
'''

_RELATIVE = '''
def relative(n, c, noisy):
    """|n - c| / max(1, |n|, |c|), beyond what noise may do."""
    return max(abs(n - c) - noisy, 0.0) / max(1.0, abs(n), abs(c))
'''

_RELATIVE_BY_SIZE = '''
def relative(n, c, noisy):
    """|n - c| / (max(|n|, |c|) + absolute / tolerance), beyond what noise may do."""
    return max(abs(n - c) - noisy, 0.0) / ((max(abs(n), abs(c)) + absolute / tolerance) or 1.0)
'''

_CHECK = '''
def check_input(name, h, entries):
    """Compare the claim for one input with differences of the cost."""
    x, claim = all_arrays[name], np.asarray(claimed[name])
    if claim.shape != x.shape:
        print(f"{name}: FAIL, the claim has shape {claim.shape}, the input {x.shape}")
        return
    rows = []
    for index in entries or np.ndindex(x.shape):
        for label, c, n, noisy in slopes(name, index, claim[index], h):
            difference = relative(n, c, noisy)
            rows.append((difference if np.isfinite(n - c) else np.inf, label, c, n))
    wrong = [row for row in rows if row[0] > tolerance]
    print(f"{name}: {'FAIL' if wrong else 'PASS'}, {len(wrong)} of {len(rows)} entries wrong")
    for difference, label, c, n in sorted(rows, key=lambda row: -row[0])[:10]:
        print(f"  {label}: claimed {c:.12g}, numerical {n:.12g}, relative difference {difference:.3g}")
'''

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
