// All real mathematics: float32 from shaders/math (made by gen/dialect.py, or overridden), float64 from this folder.
#pragma once
#include "../simd/simd.hpp"
#include "math_f64.hpp"
#include "math_f32.hpp"
