"""Why points lose: a regular expression over "group/series/n" of the point, and the reason. The first that fits counts."""

import re

MOVING = "elementwise|reductions|operators|indexing|movement|casts|beyond|products|creation"  # groups that compute little
UNKNOWN = "not explained yet"
REASONS = (
    (r"^creation/diag .*/\d{7,}$", "the diagonal touches every huge page, which the system clears whole; of NumPy's small pages a seventh"),
    (r"^creation/(zeros|zeros_like|eye)\b.*/\d{6,}$", "NumPy's zeros are pages that the system clears at their first use: not yet paid"),
    (r"^elementwise/.* (c64|c128) strided/", "every other complex number: bound by memory; read run after run, through tiles"),
    (r"^movement/diff c64/", "operands that are 8 bytes apart cross cache lines at every load"),
    (r"^linalg/.*(eig|svd|qr|pinv|rank|solve|inv|det|cholesky)", "LAPACK on both sides: the same OpenBLAS but for the build"),
    (r"^elementwise/tan f32", "correctly rounded over all inputs, which takes float64 lanes"),
    (r"^elementwise/(cosh|sinh|log2|log10) f64", "NumPy's is a vendor's vector code; ours has no tables"),
    (r"^reductions/arg(max|min) bool", "both end at the first winner: what is left is the call"),
    (r"^reductions/arg(max|min) .* axis=1 of 3/", "rows of five columns: one chain of comparisons for each vector"),
    (r"^reductions/(sum|mean|prod|var|std) (f32|c64) .*axis=0/", "float32 is summed in float64, half as many lanes, for its accuracy"),
    (r"^products/.*vecdot.* f32/", "float32 is summed in float64, half as many lanes, for its accuracy"),
    (r"^sorting/(sort|argsort) axis=", "short rows and columns: packed one by one, then a sort for each"),
    (r"^indexing/take .*/\d{7,}$", "one read of memory for each element, wherever it lies, on both sides"),
    (r"^products/linalg.cross", "three strided parts of each operand, and their products, go through memory"),
    (r"^calls/creation: xp.asarray\(x\)", "both give back their argument: what is left is finding out that it is one"),
    (rf"^({MOVING})/.* strided/\d{{7,}}$", "every other element: two streams of memory, read in turns"),
    (rf"^({MOVING})/.*/\d{{6,}}$", "beyond the caches: bound by memory on both sides"),
    (r"^special/.*(inv|tri|trit|fdtrc?) ", "an incomplete function to its last digits, and for each step of an inverse"),
    (r"^hand/distances", "the loop knows that points have 16 coordinates, and sums float32 in float32"),
    (r"^hand/(standardisation of rows|softmax)", "several passes for each block of rows, which short rows and small arrays feel"),
    (r"^hand/polynomial and sine", "the vector sine of the C library allows 4 ULP, ours has less than 1"),
    (r"^hand/", "the same within the noise"),
    (r"^sorting/(sort|unique_values|isin) .*/\d{6,}$", "both partition by vectors: beyond the caches memory decides"),
    (r"^calls/other: x.(dtype|shape)", "one attribute on both sides"),
    (r"^programs/(principal|polynomial|Markov|ridge)", "LAPACK and products on both sides, whose threads take the cores from each other"),
    (r"^programs/.*/\d{6,}$", "steps of little work on arrays beyond the caches: bound by memory on both sides"),
    (r"^random/.*/10$", "counters are made for blocks: ten numbers pay for one"),
)  # fmt: skip


def reason_for(key):
    return next((reason for pattern, reason in REASONS if re.search(pattern, key)), UNKNOWN)
