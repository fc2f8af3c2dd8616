"""The reductions of the standard: one row each."""


class Reduce:
    """An operation that folds elements along axes.

    name     the public name; core: name of the operation in runtime/reduce_table.h
    kinds    NumPy's letters of the dtypes that are accepted
    result   "same"; "wide" (integers become int64 or uint64, bool int64); "bool"; "index" (int64); "float" (integers become float64)
    empty    value of an empty reduction, or None where it is an error
    extra    keyword besides axis and keepdims: "", "dtype" or "correction"
    summary  one sentence; notes: how it is accumulated
    """

    __slots__ = ("core", "empty", "extra", "kinds", "name", "notes", "result", "summary")

    def __init__(self, name, core, kinds, result, empty, summary, *, extra="", notes=""):
        self.name = name
        self.core = core
        self.kinds = kinds
        self.result = result
        self.empty = empty
        self.extra = extra
        self.summary = summary
        self.notes = notes


FOLD = "float32 is accumulated in float64, float64 pairwise in blocks; the result does not depend on the number of threads."
NAN = "NaN if any element is NaN."

ROWS = (
    Reduce("all", "ALL", "biufc", "bool", "True", "Whether all elements along the axes are true (not zero)."),
    Reduce("any", "ANY", "biufc", "bool", "False", "Whether any element along the axes is true (not zero)."),
    Reduce("count_nonzero", "COUNT_NONZERO", "biufc", "index", "0", "How many elements along the axes are not zero."),
    Reduce("max", "MAX", "biuf", "same", None, "The greatest element along the axes.", notes=NAN),
    Reduce("mean", "MEAN", "biufc", "float", "NaN", "The arithmetic mean of the elements along the axes.", notes=FOLD),
    Reduce("min", "MIN", "biuf", "same", None, "The smallest element along the axes.", notes=NAN),
    Reduce("prod", "PROD", "biufc", "wide", "1", "The product of the elements along the axes.", extra="dtype", notes="Integers wrap around."),
    Reduce("std", "STD", "biuf", "float", "NaN", "The standard deviation of the elements along the axes.", extra="correction", notes="Two passes, so that it is never spoiled by cancellation."),
    Reduce("sum", "SUM", "biufc", "wide", "0", "The sum of the elements along the axes.", extra="dtype", notes=FOLD),
    Reduce("var", "VAR", "biuf", "float", "NaN", "The variance of the elements along the axes.", extra="correction", notes="Two passes, so that it is never negative nor spoiled by cancellation."),
)  # fmt: skip
