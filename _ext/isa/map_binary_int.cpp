#include "unit.hpp"
#include "../math/integer.hpp"
#define TA_MAP_FAMILY map_binary_int
#define TA_MAP_INC "map_binary_int.inc"
#include "map_list.hpp"
