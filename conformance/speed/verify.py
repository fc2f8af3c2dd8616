"""That the libraries compute the same: a case that compares different things says nothing about speed."""

import re

import numpy as np

from . import case as cases_of

UNDEFINED = re.compile(
    r"\bempty|linalg\.(eig|eigh|svd|qr)\(|stable=False|^g\.|^f\(xp, g,"
)  # not initialised, random, or unique but for signs and order
DOUBLE = re.compile(r"\b(scipy_special|numexpr)\.")  # they take Python's floats for double
TOLERANCE = {"float32": 2e-4, "complex64": 5e-4, "float64": 1e-9, "complex128": 1e-9, "float16": 2e-2}


def as_numpy(answer):
    """The answer as a list of NumPy arrays; tuples and named tuples are taken apart, what has no values is left out."""
    if isinstance(answer, (tuple, list)):
        return [a for part in answer for a in as_numpy(part)]
    if type(answer).__module__.startswith("torch") and hasattr(answer, "resolve_conj"):
        answer = answer.resolve_conj().resolve_neg().numpy()
    elif type(answer).__module__.startswith("trueno_array") and hasattr(answer, "__dlpack__"):
        answer = np.from_dlpack(answer)
    return [np.asarray(answer)] if isinstance(answer, (np.ndarray, np.generic, int, float, complex)) else []


def difference(case, ours, theirs):
    """What is different, or None. Integers of other widths than ours are accepted if the values are the same."""
    values = not UNDEFINED.search(case.texts["trueno_array"])
    ours, theirs = as_numpy(ours), as_numpy(theirs)
    if len(ours) != len(theirs):
        return f"{len(ours)} arrays against {len(theirs)}"
    for a, b in zip(ours, theirs):
        if a.shape != b.shape:
            return f"shape {a.shape} against {b.shape}"
        if a.dtype.kind in "fc" and not DOUBLE.search(case.texts.get("numpy", "")) and a.dtype.itemsize != b.dtype.itemsize:
            return f"{a.dtype} against {b.dtype}"
        if values and not np.allclose(a, b, rtol=TOLERANCE.get(a.dtype.name, 0), atol=TOLERANCE.get(a.dtype.name, 0), equal_nan=True):
            return f"values {a.ravel()[:4]} against {b.ravel()[:4]}"
    return None


def answers(case, libraries):
    """library -> its answer; what it cannot do is left out; an error is raised."""
    found = {}
    for library in libraries:
        if library in case.texts:
            try:
                found[library] = cases_of.compiled(case, library, case.operands())[1]()
            except Exception as error:
                if not cases_of.refuses(library, error):
                    raise
    return found
