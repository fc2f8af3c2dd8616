"""The data types and the promotion lattice.

Codes are positions in DTYPES; the compiled core uses the same numbers. The standard's dtypes come first.
"""

# name, short, kind, itemsize, PEP 3118 format, DLPack type code
DTYPES = (
    ("bool",       "b8",   "b",  1, "?",  6),
    ("int8",       "i8",   "i",  1, "b",  0),
    ("int16",      "i16",  "i",  2, "h",  0),
    ("int32",      "i32",  "i",  4, "i",  0),
    ("int64",      "i64",  "i",  8, "q",  0),
    ("uint8",      "u8",   "u",  1, "B",  1),
    ("uint16",     "u16",  "u",  2, "H",  1),
    ("uint32",     "u32",  "u",  4, "I",  1),
    ("uint64",     "u64",  "u",  8, "Q",  1),
    ("float32",    "f32",  "f",  4, "f",  2),
    ("float64",    "f64",  "f",  8, "d",  2),
    ("complex64",  "c64",  "c",  8, "Zf", 5),
    ("complex128", "c128", "c", 16, "Zd", 5),
    ("float16",    "f16",  "f",  2, "e",  2),
)  # fmt: skip

SHORTS = tuple(row[1] for row in DTYPES)
CODE = {row[1]: code for code, row in enumerate(DTYPES)}

N_STANDARD = 13  # those of the standard; the others are extensions, which its inspection does not list

# Dtypes for storage: operations are computed in the other dtype and their results rounded back.
COMPUTED_IN = {"f16": "f32"}

# What an operation may be defined for; a row's body names these groups.
GROUPS = {
    "int": ("i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"),
    "sint": ("i8", "i16", "i32", "i64"),
    "uint": ("u8", "u16", "u32", "u64"),
    "float": ("f32", "f64"),
    "complex": ("c64", "c128"),
}

DEFAULT_INTEGER = "i64"
DEFAULT_FLOAT = "f64"
DEFAULT_COMPLEX = "c128"

# The type of an operation between arrays. Within one kind this is the standard's table; between kinds, which the
# standard leaves open, NumPy's rule (the result holds every value of both operands, but for int64 and uint64).
PROMOTION = """
        b8    i8    i16   i32   i64   u8    u16   u32   u64   f32   f64   c64   c128  f16
b8      b8    i8    i16   i32   i64   u8    u16   u32   u64   f32   f64   c64   c128  f16
i8      i8    i8    i16   i32   i64   i16   i32   i64   f64   f32   f64   c64   c128  f16
i16     i16   i16   i16   i32   i64   i16   i32   i64   f64   f32   f64   c64   c128  f32
i32     i32   i32   i32   i32   i64   i32   i32   i64   f64   f64   f64   c128  c128  f64
i64     i64   i64   i64   i64   i64   i64   i64   i64   f64   f64   f64   c128  c128  f64
u8      u8    i16   i16   i32   i64   u8    u16   u32   u64   f32   f64   c64   c128  f16
u16     u16   i32   i32   i32   i64   u16   u16   u32   u64   f32   f64   c64   c128  f32
u32     u32   i64   i64   i64   i64   u32   u32   u32   u64   f64   f64   c128  c128  f64
u64     u64   f64   f64   f64   f64   u64   u64   u64   u64   f64   f64   c128  c128  f64
f32     f32   f32   f32   f64   f64   f32   f32   f64   f64   f32   f64   c64   c128  f32
f64     f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   f64   c128  c128  f64
c64     c64   c64   c64   c128  c128  c64   c64   c128  c128  c64   c128  c64   c128  c64
c128    c128  c128  c128  c128  c128  c128  c128  c128  c128  c128  c128  c128  c128  c128
f16     f16   f16   f32   f64   f64   f16   f32   f64   f64   f32   f64   c64   c128  f16
"""


def promotion_table():
    """The lattice as rows of codes: table[code1][code2] is the code of the result."""
    lines = PROMOTION.strip("\n").splitlines()
    columns = lines[0].split()
    table = []
    for short, line in zip(SHORTS, lines[1:], strict=True):
        name, *cells = line.split()
        if name != short or tuple(columns) != SHORTS:
            raise ValueError(f"the promotion matrix is out of order at {name}")
        table.append([CODE[cell] for cell in cells])
    return table
