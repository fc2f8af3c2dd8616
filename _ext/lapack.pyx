# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Decompositions of stacks of matrices by LAPACK, from the library in the package scipy-openblas32, opened at the first use."""

from libc.stdint cimport int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, TA_C64, TA_C128, TA_F32, TA_F64, TA_MAX_NDIM, TA_NO_MEMORY, TA_UNSUPPORTED, broadcast_into, broadcast_view, check, dtype_of, errors, new_array, new_view,
    shape_tuple, ta_computed_in, ta_kind, ta_promotion,
)

cdef extern from "runtime/lapack.h" nogil:
    const char* ta_lapack_open(const char* path)
    void ta_lapack_follow_threads()
    void ta_lapack_set_identity(int dtype, int64_t n_matrices, int n, void* a)
    int64_t ta_lapack_cholesky(int dtype, int64_t n_matrices, int n, int upper, void* a)
    int64_t ta_lapack_det(int dtype, int64_t n_matrices, int n, void* a, void* det)
    int64_t ta_lapack_slogdet(int dtype, int64_t n_matrices, int n, void* a, void* sign, void* logabsdet)
    int64_t ta_lapack_solve(int dtype, int64_t n_matrices, int n, int columns, void* a, void* b)
    int64_t ta_lapack_eig(int dtype, int64_t n_matrices, int n, void* a, void* values, void* vectors)
    int64_t ta_lapack_eigh(int dtype, int64_t n_matrices, int n, int wants_vectors, void* a, void* values)
    int64_t ta_lapack_qr(int dtype, int64_t n_matrices, int rows, int columns, int q_columns, void* a, void* q, void* r)
    int64_t ta_lapack_svd(int dtype, int64_t n_matrices, int rows, int columns, char job, void* a, void* u, void* s, void* vh)

DEF LONGEST = 2147483647  # LAPACK counts in 32 bits

cdef bint is_open = False
cdef str package = "scipy-openblas32"
cdef str remedy = "pip install scipy-openblas32"


cdef int begin(str function) except -1:
    """Opens the library at the first call; its threads follow ours."""
    if not is_open:
        _open(function)
    ta_lapack_follow_threads()
    return 0


def _open(str function):
    global is_open
    from importlib.util import find_spec
    from os.path import exists, join

    cdef const char* reason
    spec = find_spec("scipy_openblas32")  # importing it would cost more than all the rest of trueno_array
    if spec is None or not spec.submodule_search_locations:
        raise errors.import_error(function, package, "none", remedy)
    folder = join(spec.submodule_search_locations[0], "lib")
    paths = [join(folder, "libscipy_openblas" + suffix) for suffix in (".so", ".dylib")]
    path = next(filter(exists, paths), None)
    if path is None:
        raise errors.import_error(function, package, f"no library in {folder}", remedy)
    encoded = path.encode()
    reason = ta_lapack_open(encoded)
    if reason != NULL:
        raise errors.import_error(function, package, reason.decode(errors="replace"), remedy)
    is_open = True


# Stacks of matrices in column order are C-contiguous arrays of the transposed matrices.

cdef ArrayBase transposed(ArrayBase x):
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int n = x.ndim_
    memcpy(shape, x.shape_, n * sizeof(int64_t))
    memcpy(stride, x.stride_, n * sizeof(int64_t))
    shape[n - 2], shape[n - 1] = x.shape_[n - 1], x.shape_[n - 2]
    stride[n - 2], stride[n - 1] = x.stride_[n - 1], x.stride_[n - 2]
    return new_view(x, x.data, x.dtype_, n, shape, stride)


cdef ArrayBase swapped(ArrayBase x):
    """A copy with the matrices transposed: from row order to column order, or back."""
    return cast_copy(transposed(x), x.dtype_)


cdef ArrayBase matrices(object x, str argument, bint is_square, str function):
    """An array of matrices that LAPACK can count."""
    cdef ArrayBase a = as_array(x, function)
    cdef int d
    if ta_computed_in[a.dtype_] != a.dtype_:
        raise errors.type_error(function, argument, "have an integer dtype, float32, float64, complex64 or complex128", str(dtype_of(a)), "convert it with astype")
    if a.ndim_ < 2:
        raise errors.value_error(function, argument, "have at least 2 dimensions", f"shape {shape_tuple(a)}")
    for d in range(a.ndim_ - 2, a.ndim_):
        if a.shape_[d] > LONGEST:
            raise errors.value_error(function, argument, f"have at most {LONGEST} rows and columns", f"shape {shape_tuple(a)}")
    if is_square and a.shape_[a.ndim_ - 2] != a.shape_[a.ndim_ - 1]:
        raise errors.value_error(function, argument, "hold square matrices", f"shape {shape_tuple(a)}")
    return a


cdef int float_dtype(int dtype) noexcept:
    return dtype if ta_kind[dtype] == c"f" or ta_kind[dtype] == c"c" else TA_F64


cdef int real_dtype(int dtype) noexcept:
    return TA_F32 if dtype == TA_F32 or dtype == TA_C64 else TA_F64


cdef int complex_dtype(int dtype) noexcept:
    return TA_C64 if dtype == TA_F32 or dtype == TA_C64 else TA_C128


cdef ArrayBase in_columns(ArrayBase x):
    """A copy of the matrices in column order, in the float dtype of the computation."""
    return cast_copy(transposed(x), float_dtype(x.dtype_))


cdef int64_t count(ArrayBase x) noexcept:
    """The number of matrices, which may be empty."""
    cdef int64_t n = 1
    cdef int d
    for d in range(x.ndim_ - 2):
        n *= x.shape_[d]
    return n


cdef ArrayBase stack_of(ArrayBase x, int dtype, int n_lengths, int64_t rows, int64_t columns):
    """A new array with the leading shape of x and then so many lengths: none, `rows`, or both."""
    cdef int64_t shape[TA_MAX_NDIM]
    memcpy(shape, x.shape_, (x.ndim_ - 2) * sizeof(int64_t))
    shape[x.ndim_ - 2] = rows
    if n_lengths == 2:
        shape[x.ndim_ - 1] = columns
    return new_array(dtype, x.ndim_ - 2 + n_lengths, shape)


cdef int finish(int64_t code, ArrayBase x, str argument, str requirement, str got, str function) except -1:
    """Raises what the code stands for."""
    if code == 0:
        return 0
    if code == TA_NO_MEMORY or code == TA_UNSUPPORTED:
        return check(<int>code, function)
    where = ""
    if x.ndim_ > 2:
        place, index = code - 1, []
        for length in reversed(shape_tuple(x)[: x.ndim_ - 2]):
            place, at = divmod(place, length)
            index.append(at)
        where = f" at {tuple(reversed(index)) if len(index) > 1 else index[0]}"
    raise errors.linalg_error(function, argument, requirement, got + where)


def cholesky(x, bint upper):
    """The factor; only the triangle that it lies in is read."""
    cdef ArrayBase source = matrices(x, "x", True, "cholesky"), a = in_columns(source)
    cdef int64_t n_matrices = count(source), code
    begin("cholesky")
    with nogil:
        code = ta_lapack_cholesky(a.dtype_, n_matrices, <int>a.shape_[a.ndim_ - 1], upper, a.data)
    finish(code, source, "x", "be positive definite", "a matrix that is not", "cholesky")
    return swapped(a)


def det(x):
    """The determinants; those of the transposed matrices, which are the same."""
    cdef ArrayBase source = matrices(x, "x", True, "det"), a = cast_copy(source, float_dtype(source.dtype_)), result = stack_of(a, a.dtype_, 0, 0, 0)
    cdef int64_t n_matrices = count(source), code
    begin("det")
    with nogil:
        code = ta_lapack_det(a.dtype_, n_matrices, <int>a.shape_[a.ndim_ - 1], a.data, result.data)
    finish(code, source, "x", "have a determinant", "a matrix without", "det")
    return result


def slogdet(x):
    """The sign, and the logarithm of the absolute value, of the determinants."""
    cdef ArrayBase source = matrices(x, "x", True, "slogdet"), a = cast_copy(source, float_dtype(source.dtype_))
    cdef ArrayBase sign = stack_of(a, a.dtype_, 0, 0, 0), logabsdet = stack_of(a, real_dtype(a.dtype_), 0, 0, 0)
    cdef int64_t n_matrices = count(source), code
    begin("slogdet")
    with nogil:
        code = ta_lapack_slogdet(a.dtype_, n_matrices, <int>a.shape_[a.ndim_ - 1], a.data, sign.data, logabsdet.data)
    finish(code, source, "x", "have a determinant", "a matrix without", "slogdet")
    return sign, logabsdet


def inv(x, str function="inv"):
    cdef ArrayBase source = matrices(x, "x", True, function), a = in_columns(source)
    cdef int n = <int>a.shape_[a.ndim_ - 1]
    cdef ArrayBase b = stack_of(a, a.dtype_, 2, n, n)
    cdef int64_t n_matrices = count(source), code
    begin(function)
    with nogil:
        ta_lapack_set_identity(a.dtype_, n_matrices, n, b.data)
        code = ta_lapack_solve(a.dtype_, n_matrices, n, n, a.data, b.data)
    finish(code, source, "x", "have an inverse", "a singular matrix", function)
    return swapped(b)


def solve(x1, x2):
    """x with x1 @ x == x2; x2 is one vector when it has one dimension, else a stack of matrices."""
    cdef ArrayBase left = matrices(x1, "x1", True, "solve"), right = as_array(x2, "solve")
    cdef int64_t n = left.shape_[left.ndim_ - 1], columns = 1, n_matrices, code
    cdef bint is_vector = right.ndim_ == 1
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int n_batch, dtype = float_dtype(ta_promotion[left.dtype_][right.dtype_])
    if right.ndim_ == 0 or right.shape_[0 if is_vector else right.ndim_ - 2] != n:
        raise errors.value_error("solve", "x2", f"have the shape ({n},) or (..., {n}, K)", f"shape {shape_tuple(right)}",
                                 f"x1 has the shape {shape_tuple(left)}")
    if is_vector:
        right = as_column(right)
    matrices(right, "x2", False, "solve")
    columns = right.shape_[right.ndim_ - 1]
    memcpy(shape, left.shape_, (left.ndim_ - 2) * sizeof(int64_t))
    n_batch = broadcast_into(left.ndim_ - 2, shape, batch_of(right))
    if n_batch < 0:
        raise errors.broadcast_error("solve", f"{shape_tuple(left)} and {shape_tuple(right)}", "the leading shapes")
    shape[n_batch], shape[n_batch + 1] = n, n
    cdef ArrayBase a = cast_copy(transposed(broadcast_view(left, n_batch + 2, shape)), dtype)
    shape[n_batch + 1] = columns
    cdef ArrayBase b = cast_copy(transposed(broadcast_view(right, n_batch + 2, shape)), dtype)
    n_matrices = count(a)
    begin("solve")
    with nogil:
        code = ta_lapack_solve(dtype, n_matrices, <int>n, <int>columns, a.data, b.data)
    finish(code, a, "x1", "have full rank", "a singular matrix", "solve")
    return without_last(swapped(b)) if is_vector else swapped(b)


cdef ArrayBase as_column(ArrayBase x):
    cdef int64_t shape[2]
    cdef int64_t stride[2]
    shape[0], shape[1], stride[0], stride[1] = x.shape_[0], 1, x.stride_[0], x.stride_[0]
    return new_view(x, x.data, x.dtype_, 2, shape, stride)


cdef ArrayBase without_last(ArrayBase x):
    return new_view(x, x.data, x.dtype_, x.ndim_ - 1, x.shape_, x.stride_)


cdef ArrayBase batch_of(ArrayBase x):
    return new_view(x, x.data, x.dtype_, x.ndim_ - 2, x.shape_, x.stride_)


def eig(x, bint wants_vectors):
    """Eigenvalues and eigenvectors (None when they are not wanted), both complex."""
    cdef str function = "eig" if wants_vectors else "eigvals"
    cdef ArrayBase source = matrices(x, "x", True, function), a = in_columns(source)
    cdef int n = <int>a.shape_[a.ndim_ - 1], dtype = complex_dtype(a.dtype_)
    cdef ArrayBase values = stack_of(a, dtype, 1, n, 0), vectors = stack_of(a, dtype, 2, n, n) if wants_vectors else None
    cdef void* to = vectors.data if wants_vectors else NULL
    cdef int64_t n_matrices = count(source), code
    begin(function)
    with nogil:
        code = ta_lapack_eig(a.dtype_, n_matrices, n, a.data, values.data, to) if n else 0
    finish(code, source, "x", "be finite", "a matrix that is not, or whose iteration does not converge", function)
    return values, swapped(vectors) if wants_vectors else None


def eigh(x, bint wants_vectors):
    """Real eigenvalues, ascending, and eigenvectors (None when they are not wanted) from the lower triangles."""
    cdef str function = "eigh" if wants_vectors else "eigvalsh"
    cdef ArrayBase source = matrices(x, "x", True, function), a = in_columns(source)
    cdef int n = <int>a.shape_[a.ndim_ - 1]
    cdef ArrayBase values = stack_of(a, real_dtype(a.dtype_), 1, n, 0)
    cdef int64_t n_matrices = count(source), code
    begin(function)
    with nogil:
        code = ta_lapack_eigh(a.dtype_, n_matrices, n, wants_vectors, a.data, values.data) if n else 0
    finish(code, source, "x", "be finite", "a matrix that is not, or whose iteration does not converge", function)
    return values, swapped(a) if wants_vectors else None


def qr(x, bint is_complete):
    """Q and R; R is square, or Q when it is complete."""
    cdef ArrayBase source = matrices(x, "x", False, "qr"), a = in_columns(source)
    cdef int columns = <int>a.shape_[a.ndim_ - 2], rows = <int>a.shape_[a.ndim_ - 1]
    cdef int q_columns = rows if is_complete or rows < columns else columns
    cdef ArrayBase q = stack_of(a, a.dtype_, 2, q_columns, rows), r = stack_of(a, a.dtype_, 2, columns, q_columns)
    cdef int64_t n_matrices = count(source), code
    begin("qr")
    with nogil:
        code = ta_lapack_qr(a.dtype_, n_matrices, rows, columns, q_columns, a.data, q.data, r.data)
    finish(code, source, "x", "have a QR decomposition", "a matrix without", "qr")
    return swapped(q), swapped(r)


def svd(x, bint wants_vectors, bint is_full, str function):
    """U, S and Vh; U and Vh are None when they are not wanted."""
    cdef ArrayBase source = matrices(x, "x", False, function), a = in_columns(source), u = None, vh = None
    cdef int columns = <int>a.shape_[a.ndim_ - 2], rows = <int>a.shape_[a.ndim_ - 1], shorter = min(rows, columns)
    cdef ArrayBase s = stack_of(a, real_dtype(a.dtype_), 1, shorter, 0)
    cdef char job = c"A" if is_full else c"S"
    cdef void* u_data = NULL
    cdef void* vh_data = NULL
    cdef int64_t n_matrices = count(source), code
    if wants_vectors:
        u, vh = stack_of(a, a.dtype_, 2, rows if is_full else shorter, rows), stack_of(a, a.dtype_, 2, columns, columns if is_full else shorter)
        u_data, vh_data = u.data, vh.data
    else:
        job = c"N"
    begin(function)
    with nogil:
        code = ta_lapack_svd(a.dtype_, n_matrices, rows, columns, job, a.data, u_data, s.data, vh_data)
    finish(code, source, "x", "be finite", "a matrix that is not, or whose iteration does not converge", function)
    return (swapped(u), s, swapped(vh)) if wants_vectors else (None, s, None)
