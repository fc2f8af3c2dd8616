"""Why points lose: a regular expression over "group/series/n" of the point, and the reason. The first that fits counts."""

import re

UNKNOWN = "not explained yet"
REASONS = (
    (r"^creation/(zeros|zeros_like|eye)\b.*/\d{6,}$", "NumPy's zeros are pages that the system clears at their first use: not yet paid"),
    (r"^elementwise/.* (c64|c128) strided/", "every other complex number: bound by memory; read run after run, through tiles"),
    (r"^movement/diff c64/", "operands that are 8 bytes apart cross cache lines at every load"),
    (r"^(linalg)/.*(eig|svd|qr|pinv|matrix_rank).* 300 x 300/", "LAPACK on both sides: the same OpenBLAS routines but for the build"),
)  # fmt: skip


def reason_for(key):
    return next((reason for pattern, reason in REASONS if re.search(pattern, key)), UNKNOWN)
