# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Calls of fused functions: finding the plan that fits the operands, then running its passes."""

from cpython.bool cimport PyBool_Check
from cpython.complex cimport PyComplex_Check
from cpython.float cimport PyFloat_Check
from cpython.dict cimport PyDict_Check
from cpython.list cimport PyList_Check
from cpython.long cimport PyLong_Check
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.tuple cimport PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE
from libc.stdint cimport int16_t, int32_t, int64_t, uint64_t, uint8_t
from libc.string cimport memcmp, memcpy, memset

from trueno_array._ext.apply cimport is_scalar, store_scalar
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_MAX_NDIM, TA_NO_MEMORY, TA_OK, errors, is_array, is_traced, new_array, new_ordered, result_order, ta_itemsize, ta_view, view_of
from trueno_array._ext.reduce cimport require_elements

cdef extern from "runtime/alloc.h" nogil:
    void* ta_alloc(size_t n_bytes)
    void ta_free(void* block, size_t n_bytes)

cdef extern from "runtime/dispatch.h" nogil:
    void ta_cast_item(const void* source, int from_dtype, void* to, int to_dtype)

cdef extern from "runtime/fuse.h" nogil:
    ctypedef struct ta_fuse_step:
        pass
    ctypedef struct ta_fuse_place:
        pass
    ctypedef struct ta_fuse_code:
        pass
    ctypedef struct ta_fuse_pass:
        int32_t reduction, n_steps, n_places, n_registers, n_targets, itemsize
        const ta_fuse_step* steps
        const ta_fuse_place* places
        const int16_t* targets
        double correction
        ta_fuse_code** codes
    ctypedef struct ta_fuse_call:
        const ta_view* views
        const char* constants
        const int32_t* order
    ctypedef struct ta_fuse_rows_job:
        const ta_fuse_call* call
        int64_t n_rows, n
        int32_t n_passes, n_own
        const ta_fuse_pass* const* passes
        const uint8_t* is_row
        const int32_t* ndim
        const int64_t* const* shape
        const int16_t* own_of
        const int32_t* own_item
    int ta_fuse_rows(const ta_fuse_rows_job* job)
    int ta_fuse_map(const ta_fuse_pass* fused, const ta_fuse_call* call, int ndim, const int64_t* shape)
    int ta_fuse_reduce(const ta_fuse_pass* fused, const ta_fuse_call* call, int ndim, const int64_t* shape, const uint8_t* is_reduced, const ta_view* out)

cdef extern from "runtime/fuse_code.h" nogil:
    int ta_fuse_chains_of(const ta_fuse_pass* fused, int32_t* first, int32_t* n_steps, int most)
    void ta_fuse_codes_free(ta_fuse_code* codes)

DEF GIL_ELEMENTS = 16384
DEF MAX_PASSES = 12       # by rows
DEF LEAST_ROW = 16       # elements: shorter rows, and longer ones, are not reduced by one call of a kernel for each
DEF MOST_ROW = 32768
DEF OWN_BYTES = 393216
DEF MAX_VIEWS = 192
DEF MAX_CONSTANTS = 256
DEF MAX_LENGTHS = 2048
DEF SMALL = 32768
DEF MAX_LOOPS = 64

cdef enum:
    C_ORDER = 0  # where the eager functions lay a value out: in C order, as their operands lie, nowhere, or as the dimensions that are kept lie
    LIKE = 2
    KEPT = 3

cdef enum:
    ARRAY = 0
    BOOL = 1
    INT = 2
    FLOAT = 3
    COMPLEX = 4
    STATIC = 5


def check_scalar(value, int dtype, str function):
    """Fails where a Python scalar does not fit a dtype."""
    cdef char to[16]
    store_scalar(value, dtype, to, function)


cdef int store_rounded(object value, int stored, int dtype, char* to, str function) except -1:
    """Writes a Python scalar as an element of dtype, rounded to another dtype before."""
    cdef char rounded[16]
    if stored == dtype:
        return store_scalar(value, dtype, to, function)
    store_scalar(value, stored, rounded, function)
    ta_cast_item(rounded, stored, to, dtype)
    return 0


def stored_scalar(value, int stored, int dtype, str function):
    """The 16 bytes of a Python scalar in a dtype, rounded to another before."""
    cdef char to[16]
    memset(to, 0, 16)
    store_rounded(value, stored, dtype, to, function)
    return to[:16]


cdef uint64_t ones_of(ArrayBase x) noexcept:
    """One bit for each dimension of length 1."""
    cdef uint64_t bits = 0
    cdef int d
    for d in range(x.ndim_):
        if x.shape_[d] == 1:
            bits |= (<uint64_t>1) << d
    return bits


cdef inline int kind_of(object x):
    if is_array(x):
        return ARRAY
    if PyFloat_Check(x):
        return FLOAT
    if PyBool_Check(x):
        return BOOL
    if PyLong_Check(x):
        return INT
    return COMPLEX if PyComplex_Check(x) else STATIC


cdef class Signature:
    """What must be the same for two arrays to be computed by one plan."""

    cdef int32_t dtype, ndim
    cdef uint64_t ones

    def __init__(self, ArrayBase x):
        self.dtype, self.ndim, self.ones = x.dtype_, x.ndim_, ones_of(x)

    cdef bint fits(self, ArrayBase x) noexcept:
        return x.dtype_ == self.dtype and x.ndim_ == self.ndim and ones_of(x) == self.ones


cdef class PassPlan:
    """A pass as the runtime reads it, with its space and the flags of a reduction."""

    cdef ta_fuse_pass c
    cdef ta_fuse_code* codes
    cdef list kept          # the bytes that c points into
    cdef bytes flags
    cdef const int32_t* space
    cdef int ndim, out      # out: the view that a reduction writes
    cdef bint needs_elements
    cdef str name

    def __init__(self, int reduction, bytes steps, bytes places, bytes targets, bytes space, int n_registers, int itemsize, double correction, bytes flags,
                 bint needs_elements, str name):
        self.kept = [steps, places, targets, space]
        self.c.reduction, self.c.n_registers, self.c.itemsize, self.c.correction = reduction, n_registers, itemsize, correction
        self.c.n_steps, self.c.n_places, self.c.n_targets = len(steps) // 16, len(places) // 6, len(targets) // 2
        self.c.steps, self.c.places = <const ta_fuse_step*><const char*>steps, <const ta_fuse_place*><const char*>places
        self.c.targets = <const int16_t*><const char*>targets
        self.space, self.ndim = <const int32_t*><const char*>space, len(space) // 4
        self.out = self.c.targets[0]
        self.flags, self.needs_elements, self.name = flags, needs_elements, name
        self.c.codes = &self.codes

    def __dealloc__(self):
        ta_fuse_codes_free(self.codes)

    def loops(self):
        """First step -> number of steps, of those that run as one loop of machine code where every operand is contiguous."""
        cdef int32_t first[MAX_LOOPS]
        cdef int32_t n_steps[MAX_LOOPS]
        cdef int i, n = ta_fuse_chains_of(&self.c, first, n_steps, MAX_LOOPS)
        return {first[i]: n_steps[i] for i in range(n)}


cdef class Plan:
    """A traced function: how its operands must look, and the passes that compute it.

    A length is 64 * input + axis, or -1 for 1. `fallback` instead of a program: the function is called as it is.
    """

    cdef list arguments      # for each argument: a Signature, or (kind, value): the value where the function depends on it
    cdef tuple names         # of the last arguments
    cdef object fallback
    cdef list inputs         # for each input: its position among the arguments, an array, or (function, input, arguments)
    cdef list signatures     # of the inputs
    cdef list shapes         # of the inputs where the function asked for lengths, else None
    cdef list scalars        # expressions after the arguments: (function, operands)
    cdef list constants      # (number of a scalar, dtype it is rounded to, dtype, function), or bytes
    cdef list passes
    cdef list stored         # (dtype, lengths, is_output, base)
    cdef bytes equal         # pairs of lengths
    cdef Plan by_rows        # the same by rows, for rows that fit the cache
    cdef Plan apart          # the same with a pass for each result, for results that do not lie in one order
    cdef tuple rows          # of a plan by rows: first pass, dimensions that count rows, lengths, flags of passes, inputs, own views, their items
    cdef list nodes          # what is computed: (layout, lengths, operands: numbers of inputs, then of nodes, dimensions that are kept)
    cdef list node_of_view, node_of_pass  # the node that decides where a stored view, a pass lies; -1: C order
    cdef object build        # from values of outputs to what the function returned; None: the only output
    cdef int n_inputs, n_stored, n_equal, n_outputs
    cdef bint is_direct      # the inputs are the arguments

    def __init__(self, arguments, names, fallback=None, inputs=(), shapes=None, scalars=(), constants=(), passes=(), stored=(), bytes equal=b"", build=None, by_rows=None, apart=None,
                 rows=None, layouts=((), (), ())):
        self.arguments = [(Signature(x), None) if is_array(x) else x for x in arguments]
        self.names, self.fallback, self.shapes, self.equal, self.build = names, fallback, shapes, equal, build
        self.inputs = [source for source, _ in inputs]
        self.signatures = [Signature(array) for _, array in inputs]
        self.scalars, self.constants, self.passes, self.stored = list(scalars), list(constants), list(passes), list(stored)
        self.n_inputs, self.n_stored, self.n_equal = len(self.inputs), len(self.stored), len(equal) // 8
        self.n_outputs = sum([1 for s in stored if s[2]])
        self.by_rows, self.apart, self.rows = by_rows, apart, rows
        self.nodes, self.node_of_view, self.node_of_pass = [list(part) for part in layouts]
        self.is_direct = all([type(x) is int for x in self.inputs]) and self.inputs == list(range(len(self.arguments)))

    cdef bint fits(self, tuple args):
        cdef Py_ssize_t i, n = len(self.arguments)
        cdef object x, kind, wanted
        cdef tuple pair
        if PyTuple_GET_SIZE(args) != n:
            return False
        for i in range(n):
            x = <object>PyTuple_GET_ITEM(args, i)
            pair = <tuple>self.arguments[i]
            kind = pair[0]
            if is_array(x):
                if type(kind) is not Signature or not (<Signature>kind).fits(<ArrayBase>x):
                    return False
                continue
            if type(kind) is Signature or <int>kind != kind_of(x):
                return False
            wanted = pair[1]
            if wanted is not None and not same_value(wanted[0], x):
                return False
        return True

    cdef bint fits_inputs(self, list arrays):
        """Views and captured arrays look as they did, lengths that must be equal are."""
        cdef Py_ssize_t i
        cdef const int32_t* pairs = <const int32_t*><const char*>self.equal
        for i in range(self.n_inputs):
            if not (<Signature>self.signatures[i]).fits(<ArrayBase>arrays[i]):
                return False
            if self.shapes is not None and arrays[i].shape != self.shapes[i]:
                return False
        for i in range(self.n_equal):
            if length_of(arrays, pairs[2 * i]) != length_of(arrays, pairs[2 * i + 1]):
                return False
        return True

    cdef list arrays_of(self, tuple args):
        """The inputs of a call."""
        cdef list arrays
        if self.is_direct:
            return list(args)
        arrays = []
        for source in self.inputs:
            if type(source) is int:
                arrays.append(args[source])
            elif type(source) is tuple:
                arrays.append(source[0](arrays[source[1]], *source[2]))
            else:
                arrays.append(source)
        return arrays

    cdef list values_of(self, tuple args):
        """The scalars of a call: those among the arguments, then expressions of them."""
        cdef list values = [x for x in args if not is_array(x) and is_scalar(x)]
        for function, operands in self.scalars:
            values.append(function(*[values[x[0]] if type(x) is tuple else x for x in operands]))
        return values

    cdef object run(self, list arrays, tuple args):
        """What the function returns."""
        cdef ta_view views[MAX_VIEWS]
        cdef int64_t lengths[MAX_LENGTHS]
        cdef char constants[16 * MAX_CONSTANTS]
        cdef char small[SMALL]
        cdef char* scratch = small
        cdef size_t n_bytes = 0
        cdef list outputs = []
        cdef int i, n_before = <int>len(self.passes)
        cdef int32_t* orders
        orders = NULL
        if not in_c_order(arrays):
            orders = self.orders_of(arrays)
        elif self.by_rows is not None and self.by_rows.suits(arrays):
            return self.by_rows.run(arrays, args)
        for i in range(self.n_inputs):
            views[i] = view_of(<ArrayBase>arrays[i])
        self.store_constants(args, constants)
        try:
            n_bytes = self.place_stored(arrays, orders, views, lengths, outputs)
            if n_bytes == 0:
                return NotImplemented if self.apart is None else self.apart.run(arrays, args)
            if n_bytes > SMALL:
                scratch = <char*>ta_alloc(n_bytes)
                if scratch == NULL:
                    scratch = small
                    raise errors.memory_error("fuse", n_bytes)
            self.place_scratch(views, scratch)
            if self.rows is not None:
                n_before = <int>self.rows[0]
            for i in range(n_before):
                if self.run_pass(<PassPlan>self.passes[i], order_of(orders, <int>self.node_of_pass[i]), arrays, views, constants) != TA_OK:
                    return NotImplemented
            if self.rows is not None and self.run_rows(arrays, views, constants) != TA_OK:
                return NotImplemented
        finally:
            PyMem_Free(orders)
            if scratch != small:
                ta_free(scratch, n_bytes)
        if self.build is tuple:
            return tuple(outputs)
        return outputs[0] if self.build is None else self.build(outputs, arrays, self.values_of(args))

    cdef int store_constants(self, tuple args, char* to) except -1:
        cdef list values = None
        cdef Py_ssize_t i
        for i in range(len(self.constants)):
            made = self.constants[i]
            if type(made) is bytes:
                memcpy(to + 16 * i, <const char*><bytes>made, 16)
                continue
            if values is None:
                values = self.values_of(args)
            store_rounded(values[<Py_ssize_t>made[0]], <int>made[1], <int>made[2], to + 16 * i, <str>made[3])
        return 0

    cdef int32_t* orders_of(self, list arrays) except NULL:
        """For each input and node the order of its dimensions in memory, as the eager functions would lay it out; to be freed."""
        cdef Py_ssize_t n_all = self.n_inputs + len(self.nodes)
        cdef int32_t* orders = <int32_t*>PyMem_Malloc(n_all * TA_MAX_NDIM * (sizeof(int32_t) + 2 * sizeof(int64_t)))
        cdef int64_t* shape = <int64_t*>(orders + n_all * TA_MAX_NDIM)
        cdef int64_t* stride = shape + n_all * TA_MAX_NDIM
        cdef ta_view known[3]
        cdef ArrayBase x
        cdef int ndim, i, at, n, d
        cdef tuple operands, kept
        cdef bytes lengths
        if orders == NULL:
            raise MemoryError()
        cdef list ndims = []
        for i in range(self.n_inputs):
            x = <ArrayBase>arrays[i]
            memcpy(shape + i * TA_MAX_NDIM, x.shape_, x.ndim_ * sizeof(int64_t))
            memcpy(stride + i * TA_MAX_NDIM, x.stride_, x.ndim_ * sizeof(int64_t))
            ndims.append(x.ndim_)
        cdef int64_t seen[3][TA_MAX_NDIM]
        for i in range(self.n_inputs, <int>n_all):
            layout, lengths, operands, kept = <tuple>self.nodes[i - self.n_inputs]
            ndim = <int>(len(lengths) // 4)
            ndims.append(ndim)
            shape_of(arrays, ndim, <const int32_t*><const char*>lengths, shape + i * TA_MAX_NDIM)
            n = 0
            for number in operands if layout != C_ORDER else ():
                at = number
                if layout == KEPT:
                    for d in range(ndim):
                        seen[n][d] = 0 if <int>kept[d] < 0 else stride[at * TA_MAX_NDIM + <int>kept[d]]
                else:
                    broadcast_strides(<int>ndims[at], shape + at * TA_MAX_NDIM, stride + at * TA_MAX_NDIM, ndim, shape + i * TA_MAX_NDIM, seen[n])
                known[n].shape, known[n].stride_bytes = shape + i * TA_MAX_NDIM, seen[n]
                n += 1
            result_order(ndim, n, known, orders + i * TA_MAX_NDIM)
            if layout == LIKE:
                memcpy(stride + i * TA_MAX_NDIM, seen[0], ndim * sizeof(int64_t))
            else:
                dense_strides(1, ndim, shape + i * TA_MAX_NDIM, orders + i * TA_MAX_NDIM, stride + i * TA_MAX_NDIM)
        return orders

    cdef bint targets_agree(self, const int32_t* orders):
        """Whether the targets of each pass lie in one order."""
        cdef PassPlan p
        cdef int i, t, ndim, view, root
        for i in range(len(self.passes)):
            p = <PassPlan>self.passes[i]
            for t in range(p.c.n_targets if p.c.reduction < 0 else 0):
                view, root = <int>self.node_of_view[p.c.targets[t] - self.n_inputs], <int>self.node_of_pass[i]
                if view < 0 or memcmp(order_of(orders, view), order_of(orders, root), p.ndim * sizeof(int32_t)) != 0:
                    return False
        return True

    cdef size_t place_stored(self, list arrays, const int32_t* orders, ta_view* views, int64_t* lengths, list outputs) except? 0:
        """Shapes and strides of the views that the program makes; outputs are allocated, the bytes of the others are counted. 0 where it cannot."""
        cdef size_t n_bytes = 64
        cdef int i, d, ndim, at = 0
        cdef int64_t step
        cdef ta_view* view
        cdef const int32_t* order
        cdef ArrayBase out
        cdef bytes shape
        if orders != NULL and not self.targets_agree(orders):
            return 0
        for i in range(self.n_stored):
            dtype, shape, is_output, base, is_own = <tuple>self.stored[i]
            view = views + self.n_inputs + i
            ndim = <int>(len(shape) // 4)
            view.dtype, view.ndim = dtype, ndim
            shape_of(arrays, ndim, <const int32_t*><const char*>shape, lengths + at)
            view.shape, view.stride_bytes = lengths + at, lengths + at + ndim
            order = order_of(orders, <int>self.node_of_view[i])
            step = dense_strides(ta_itemsize[view.dtype], ndim, lengths + at, order, lengths + at + ndim)
            view.data = NULL
            if is_output:
                out = new_array(view.dtype, ndim, lengths + at) if order == NULL else new_ordered(view.dtype, ndim, lengths + at, order)
                view.data = out.data
                outputs.append(out)
            elif base is None and not is_own:
                n_bytes += (step + 63) & ~<size_t>63
            at += 2 * ndim
        return n_bytes

    cdef int place_scratch(self, ta_view* views, char* scratch) except -1:
        cdef int i, d
        cdef int64_t size
        cdef ta_view* view
        scratch = <char*>((<size_t>scratch + 63) & ~<size_t>63)
        for i in range(self.n_stored):
            view = views + self.n_inputs + i
            base = (<tuple>self.stored[i])[3]
            if base is not None:
                view.data = views[<int>base].data
            elif view.data == NULL and not <bint>(<tuple>self.stored[i])[4]:
                view.data = scratch
                size = ta_itemsize[view.dtype]
                for d in range(view.ndim):
                    size *= view.shape[d]
                scratch += (size + 63) & ~<int64_t>63
        return 0

    cdef bint suits(self, list arrays):
        """Rows that the kernels of reductions take in one run, and that fit the cache with what is computed of them."""
        cdef int64_t shape[TA_MAX_NDIM]
        cdef int64_t n = 1, n_bytes = 0
        cdef bytes lengths = <bytes>self.rows[2], items = <bytes>self.rows[6]
        cdef int d, ndim = <int>(len(lengths) // 4)
        shape_of(arrays, ndim, <const int32_t*><const char*>lengths, shape)
        for d in range(<int>self.rows[1], ndim):
            n *= shape[d]
        for d in range(<int>(len(items) // 4)):
            n_bytes += n * (<const int32_t*><const char*>items)[d]
        if n < LEAST_ROW or n > MOST_ROW or n_bytes > OWN_BYTES:
            return False
        for number in <tuple>self.rows[4]:
            if not (<ArrayBase>arrays[number]).layout & C_CONTIGUOUS:
                return False
        return True

    cdef int run_rows(self, list arrays, ta_view* views, char* constants) except? -99:
        cdef int64_t shapes[MAX_PASSES][TA_MAX_NDIM]
        cdef const int64_t* shape[MAX_PASSES]
        cdef int32_t ndim[MAX_PASSES]
        cdef const ta_fuse_pass* passes[MAX_PASSES]
        cdef int64_t whole[TA_MAX_NDIM]
        cdef ta_fuse_call call
        cdef ta_fuse_rows_job job
        cdef PassPlan p
        cdef int i, code, first = <int>self.rows[0]
        cdef bytes lengths = <bytes>self.rows[2]
        call.views, call.constants = views, constants
        call.order = NULL
        job.call, job.passes, job.ndim, job.shape = &call, passes, ndim, shape
        job.is_row, job.own_of = <const uint8_t*><const char*><bytes>self.rows[3], <const int16_t*><const char*><bytes>self.rows[5]
        job.own_item, job.n_own = <const int32_t*><const char*><bytes>self.rows[6], <int32_t>(len(<bytes>self.rows[6]) // 4)
        job.n_passes, job.n_rows, job.n = <int32_t>(len(self.passes) - first), 1, 1
        shape_of(arrays, <int>(len(lengths) // 4), <const int32_t*><const char*>lengths, whole)
        for i in range(<int>(len(lengths) // 4)):
            if i < <int>self.rows[1]:
                job.n_rows *= whole[i]
            else:
                job.n *= whole[i]
        for i in range(job.n_passes):
            p = <PassPlan>self.passes[first + i]
            shape_of(arrays, p.ndim, p.space, shapes[i])
            passes[i], ndim[i], shape[i] = &p.c, p.ndim, shapes[i]
        if job.n_rows == 0:
            return TA_OK
        if job.n_rows * job.n < GIL_ELEMENTS:
            code = ta_fuse_rows(&job)
        else:
            with nogil:
                code = ta_fuse_rows(&job)
        return code

    cdef int run_pass(self, PassPlan p, const int32_t* order, list arrays, ta_view* views, char* constants) except? -99:
        cdef int64_t shape[TA_MAX_NDIM]
        cdef ta_fuse_call call
        cdef int64_t size = shape_of(arrays, p.ndim, p.space, shape)
        cdef const uint8_t* flags
        cdef int code
        call.views, call.constants, call.order = views, constants, order
        if p.c.reduction < 0:
            if size < GIL_ELEMENTS:
                code = ta_fuse_map(&p.c, &call, p.ndim, shape)
            else:
                with nogil:
                    code = ta_fuse_map(&p.c, &call, p.ndim, shape)
        else:
            flags = <const uint8_t*><const char*>p.flags
            if p.needs_elements:
                require_elements(p.ndim, shape, flags, p.name)
                if size == 0:
                    return TA_OK
            if size < GIL_ELEMENTS:
                code = ta_fuse_reduce(&p.c, &call, p.ndim, shape, flags, views + p.out)
            else:
                with nogil:
                    code = ta_fuse_reduce(&p.c, &call, p.ndim, shape, flags, views + p.out)
        if code == TA_NO_MEMORY:
            raise MemoryError("fuse: memory for intermediate values is exhausted")
        return code


cdef inline const int32_t* order_of(const int32_t* orders, int node) noexcept:
    if orders == NULL or node < 0:
        return NULL
    return orders + node * TA_MAX_NDIM


cdef bint in_c_order(list arrays):
    """Whether no dimension of an array steps further than one before it."""
    cdef ArrayBase x
    cdef int64_t before, step
    cdef int d
    for item in arrays:
        x = <ArrayBase>item
        if x.layout & C_CONTIGUOUS:
            continue
        before = 0
        for d in range(x.ndim_ - 1, -1, -1):
            step = -x.stride_[d] if x.stride_[d] < 0 else x.stride_[d]
            if x.shape_[d] == 1 or step == 0:
                continue
            if step < before:
                return False
            before = step
    return True


cdef void broadcast_strides(int ndim, const int64_t* shape, const int64_t* stride, int wide, const int64_t* target, int64_t* found) noexcept:
    """Strides of an operand seen in the shape that it broadcasts to."""
    cdef int d, shift = wide - ndim
    for d in range(wide):
        found[d] = 0 if d < shift or (shape[d - shift] == 1 and target[d] != 1) else stride[d - shift]


cdef int64_t dense_strides(int64_t item, int ndim, const int64_t* shape, const int32_t* order, int64_t* stride) noexcept:
    """Strides of an array without gaps whose dimensions lie in an order, NULL for C order; its bytes."""
    cdef int64_t step = item
    cdef int i, d
    for i in range(ndim - 1, -1, -1):
        d = i if order == NULL else order[i]
        stride[d] = step
        step *= shape[d] if shape[d] > 1 else 1
    return step


cdef inline int64_t length_of(list arrays, int32_t length) noexcept:
    return 1 if length < 0 else (<ArrayBase>arrays[length >> 6]).shape_[length & 63]


cdef int64_t shape_of(list arrays, int ndim, const int32_t* lengths, int64_t* shape) noexcept:
    cdef int64_t size = 1
    cdef int d
    for d in range(ndim):
        shape[d] = length_of(arrays, lengths[d])
        size *= shape[d]
    return size


cdef bint same_value(object wanted, object x):
    """The same value of the same type; NaN is itself."""
    try:
        return type(wanted) is type(x) and (wanted is x or repr(wanted) == repr(x) if PyFloat_Check(x) or PyComplex_Check(x) else bool(wanted == x))
    except Exception:
        return False


def row_limits():
    """The shortest and the longest row of passes by rows, and the most bytes that they may hold of a row."""
    return LEAST_ROW, MOST_ROW, OWN_BYTES


def kind_of_scalar(x):
    """What kind of argument x is, as plans tell them apart."""
    return kind_of(x)


cdef class Fused:
    """A function that is traced at its first call with operands of a structure, and run as a program from then on."""

    cdef list plans
    cdef object make         # make(fn, args, names, fallback) -> Plan
    cdef object convert      # foreign arrays to arrays
    cdef object unpack       # unpack(fn, args, names) -> (key, function of the leaves, leaves) where tuples, lists or dicts hold arrays, else None
    cdef dict unpacked       # key -> the fused function of the leaves
    cdef readonly object fn
    cdef readonly bint falls_back
    cdef dict __dict__
    cdef object __weakref__

    def __init__(self, fn, make, convert, unpack, bint falls_back):
        self.fn, self.make, self.convert, self.unpack, self.falls_back, self.plans, self.unpacked = fn, make, convert, unpack, falls_back, [], {}

    def __call__(self, *args, **kwargs):
        cdef tuple names = ()
        if kwargs:
            names = tuple(kwargs)
            args = args + tuple(kwargs.values())
        for x in args:
            if is_traced(x):
                return self.eager(args, names)
            if PyTuple_Check(x) or PyList_Check(x) or PyDict_Check(x):
                return self.of_leaves(args, names)
        return self.called(args, names, True)

    cdef object of_leaves(self, tuple args, tuple names):
        """A call with containers: what they hold are operands too."""
        found = self.unpack(self.fn, args, names)
        if found is None:
            return self.called(args, names, True)
        key, fn, leaves = found
        for x in leaves:
            if is_traced(x):
                return self.eager(args, names)
        if key not in self.unpacked:
            if len(self.unpacked) >= 64:
                self.unpacked.clear()
            self.unpacked[key] = Fused(fn, self.make, self.convert, self.unpack, self.falls_back)
        return (<Fused>self.unpacked[key]).called(leaves, (), True)

    cdef object called(self, tuple args, tuple names, bint converts):
        cdef Plan plan
        cdef list arrays
        cdef Py_ssize_t i
        for i in range(len(self.plans)):
            plan = <Plan>self.plans[i]
            if plan.names != names or not plan.fits(args):
                continue
            if plan.fallback is not None:
                return self.eager(args, names)
            arrays = plan.arrays_of(args)
            if plan.fits_inputs(arrays):
                result = plan.run(arrays, args)
                return self.eager(args, names) if result is NotImplemented else result
        if converts:
            return self.called(tuple([self.convert(x) for x in args]), names, False)
        plan = self.make(self.fn, args, names, self.falls_back)
        if plan.fallback is None:
            arrays = plan.arrays_of(args)
            result = plan.run(arrays, args)
            self.plans.insert(0, plan)
            del self.plans[64:]
            return self.eager(args, names) if result is NotImplemented else result
        self.plans.insert(0, plan)
        del self.plans[64:]
        return self.eager(args, names)

    cdef object eager(self, tuple args, tuple names):
        cdef Py_ssize_t n = len(args) - len(names)
        return self.fn(*args[:n], **dict(zip(names, args[n:])))

    def __get__(self, instance, owner):
        if instance is None:
            return self
        from types import MethodType

        return MethodType(self, instance)

    def __repr__(self):
        return f"<fused {getattr(self.fn, '__qualname__', self.fn)!s}>"

    @property
    def trace_count(self):
        """How many programs there are."""
        return len(self.plans) + sum([fused.trace_count for fused in self.unpacked.values()])
