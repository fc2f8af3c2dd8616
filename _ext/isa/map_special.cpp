#include "unit.hpp"
#include "../math/math.hpp"
#include "../math/special.hpp"
#include "../kernels/map_called.hpp"
#define TA_MAP_FAMILY map_special
#define TA_MAP_INC "map_special.inc"
#include "map_list.hpp"
