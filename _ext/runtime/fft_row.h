// The transform of one contiguous sequence. Private to the driver.
#pragma once
#include "abi.h"
#include "fft_plan.h"

namespace fft {

// The first column of a block; the last block ends with the last column, and may overlap the one before.
inline int64_t block_start(int64_t block, int64_t lanes, int64_t columns) {
    const int64_t start = block * lanes;
    return start + lanes <= columns ? start : columns < lanes ? 0 : columns - lanes;
}

// Bytes of workspace that run_row needs.
size_t row_workspace(const Plan* plan, const Row* row);

// The forward transform, scaled, of row->n pairs; swapped forms make it the inverse. in may be out. workspace: NULL allocates one.
// TA_NO_MEMORY leaves out undefined.
int run_row(const Plan* plan, const Row* row, const void* in, void* out, int in_form, int out_form, double scale, void* workspace);

// The same arithmetic for as many sequences as there are lanes; only pairs are scaled. in.data may be out.data.
size_t lanes_workspace(const Plan* plan, const Row* row);
void run_lanes(const Plan* plan, const Row* row, ta_fft_side in, ta_fft_side out, double scale, void* workspace);

}  // namespace fft
