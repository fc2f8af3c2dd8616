// The kernels of sliding windows: the table ta_window_<isa>.
#include "unit.hpp"
#include "../kernels/window.hpp"

extern "C" const ta_window_table TA_TABLE(window) = {{
    {window::spread<f32>, window::pack<f32>, window::weighted<f32>, window::largest<f32>, window::mean<f32>, window::add<f32>},
    {window::spread<f64>, window::pack<f64>, window::weighted<f64>, window::largest<f64>, window::mean<f64>, window::add<f64>},
}};
