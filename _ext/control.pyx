# cython: language_level=3, freethreading_compatible=True
"""The levels of the kernels in use, the threads and the allocator. Importing this module chooses the level."""

from libc.stdint cimport int8_t
from libc.stdlib cimport getenv

cdef extern from "runtime/dispatch.h" nogil:
    enum: TA_N_LEVELS, TA_N_OPS, TA_N_DTYPES
    const char* ta_level_name(int level)
    int ta_level_is_available(int level)
    int ta_level_in_use()
    int ta_dispatch_start(const char* cap_name)
    void ta_dispatch_use(int level)
    const int8_t ta_map_level[][TA_N_DTYPES]

cdef extern from "runtime/pool.h" nogil:
    int ta_get_num_threads()
    void ta_set_num_threads(int n_threads)

cdef extern from "runtime/alloc.h" nogil:
    size_t ta_pool_bytes()
    size_t ta_bytes_in_use()
    void ta_pool_trim()


def available():
    """Names of the levels that this CPU has, from the simplest to the widest."""
    return [ta_level_name(level).decode() for level in range(TA_N_LEVELS) if ta_level_is_available(level)]


def current():
    """Name of the level in use."""
    return ta_level_name(ta_level_in_use()).decode()


def use_level(str name):
    """Takes the kernels of the level from here on."""
    for level in range(TA_N_LEVELS):
        if ta_level_is_available(level) and ta_level_name(level).decode() == name:
            ta_dispatch_use(level)
            return
    raise ValueError(name)


def map_level(int op, int dtype):
    """Name of the level of the kernel of an elementwise operation over a dtype, or None."""
    cdef int level = ta_map_level[op][dtype]
    return None if level < 0 else ta_level_name(level).decode()


def get_num_threads():
    return ta_get_num_threads()


def set_num_threads(int n_threads):
    ta_set_num_threads(n_threads)


def pool_bytes():
    """Bytes kept for reuse."""
    return ta_pool_bytes()


def bytes_in_use():
    """Bytes of the blocks that arrays hold."""
    return ta_bytes_in_use()


def trim_pool():
    """Gives the bytes kept for reuse back to the system."""
    ta_pool_trim()


cdef const char* cap = getenv("TRUENO_ISA")
if cap != NULL and cap[0] == 0:
    cap = NULL
if ta_dispatch_start(cap) != 0:
    raise ImportError(
        f"trueno_array: TRUENO_ISA must be one of {', '.join(available())}, got {cap.decode(errors='replace')!r}; unset it for the best level"
    )
