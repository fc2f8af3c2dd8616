#include "unit.hpp"
#include "../math/math.hpp"
#include "../math/complex_functions.hpp"
#define TA_MAP_FAMILY map_complex
#define TA_MAP_INC "map_complex.inc"
#include "map_list.hpp"
