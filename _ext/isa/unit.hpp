// What every unit of _ext/isa begins with: the names of the ISA that the unit is compiled for.
#pragma once
#include "ta_ops.h"
#include "../simd/simd.hpp"

#define TA_CONCAT_(a, b) a##_##b
#define TA_CONCAT(a, b) TA_CONCAT_(a, b)
#define TA_PREFIX(family) ta_##family
#define TA_PREFIXED(family) TA_PREFIX(family)
#define TA_TABLE(family) TA_CONCAT(TA_PREFIXED(family), TA_ISA)
