#include "unit.hpp"
#include "../math/math.hpp"
#include "../math/activations_f64.hpp"
#include "../kernels/activation_words.hpp"
#define TA_MAP_FAMILY map_nn
#define TA_MAP_INC "map_nn.inc"
#include "map_list.hpp"
