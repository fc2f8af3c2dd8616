// Whether an operand of an operator is a temporary: a value on the stack of the interpreter that nothing else holds, which it throws away after the
// operation. One reference is not enough to know: code in C may hold it, and call an operator. So the C stack is looked at, which has to be
// our functions, PyNumber_<operation>, and the loop of the interpreter. Where that cannot be found out, nothing is a temporary.
// Included once, by array.pyx.
#pragma once

#include <Python.h>

#if defined(__GLIBC__) && !defined(Py_GIL_DISABLED)
#include <dlfcn.h>
#include <execinfo.h>
#include <stdint.h>
#include <string.h>

enum { TA_FRAME_OURS = 1, TA_FRAME_OPERATION, TA_FRAME_LOOP, TA_FRAME_NAMELESS, TA_FRAME_OTHER };
enum { TA_FRAMES = 8, TA_KNOWN_FRAMES = 64 };

// What a function is, by an address in it.
static int ta_frame_kind(void* address) {
    static void *known[TA_KNOWN_FRAMES], *base_of_ours, *base_of_python;
    static int8_t kinds[TA_KNOWN_FRAMES];
    const unsigned slot = (unsigned)((uintptr_t)address >> 1) % TA_KNOWN_FRAMES;
    if (known[slot] == address) return kinds[slot];
    Dl_info info;
    if (!base_of_ours && dladdr((void*)ta_frame_kind, &info)) base_of_ours = info.dli_fbase;
    if (!base_of_python && dladdr((void*)PyNumber_Add, &info)) base_of_python = info.dli_fbase;
    int kind = TA_FRAME_OTHER;
    if (dladdr(address, &info)) {
        if (info.dli_fbase == base_of_ours) kind = TA_FRAME_OURS;
        else if (info.dli_fbase != base_of_python) kind = TA_FRAME_OTHER;
        else if (!info.dli_sname) kind = TA_FRAME_NAMELESS;
        else if (strcmp(info.dli_sname, "_PyEval_EvalFrameDefault") == 0) kind = TA_FRAME_LOOP;
        else if (strncmp(info.dli_sname, "PyNumber_", 9) == 0) kind = TA_FRAME_OPERATION;
    }
    known[slot] = address;
    kinds[slot] = (int8_t)kind;
    return kind;
}

// Whether the interpreter runs the operator that called us.
static int ta_called_by_the_loop(void) {
    void* frames[TA_FRAMES];
    const int n = backtrace(frames, TA_FRAMES);
    int i = 0;
    while (i < n && ta_frame_kind(frames[i]) == TA_FRAME_OURS) ++i;
    if (i < n && ta_frame_kind(frames[i]) == TA_FRAME_NAMELESS) ++i;  // a static function of the operation
    return i + 1 < n && ta_frame_kind(frames[i]) == TA_FRAME_OPERATION && ta_frame_kind(frames[i + 1]) == TA_FRAME_LOOP;
}
#else
static inline int ta_called_by_the_loop(void) { return 0; }
#endif

// Whether one reference to the object is left, and none that is weak; the cheap part of the question.
static inline int ta_held_once(PyObject* object) {
#if PY_VERSION_HEX >= 0x030E0000
    if (!PyUnstable_Object_IsUniqueReferencedTemporary(object)) return 0;
#else
    if (Py_REFCNT(object) != 1) return 0;
#endif
    const Py_ssize_t offset = Py_TYPE(object)->tp_weaklistoffset;
    return offset <= 0 || !*(PyObject**)((char*)object + offset);
}
