// A small persistent pool of threads that share out the items of a loop.
#pragma once
#include <cstddef>
#include <functional>

namespace medbundle {

// Calls body(item, worker) for every item in [0, items), on all workers at once; returns when all are done. `worker` is in
// [0, workerCount()). Which worker gets which item is not fixed, so a body must give the same result on any of them.
void parallelFor(size_t items, const std::function<void(size_t item, size_t worker)>& body);

size_t workerCount();
void setWorkerCount(size_t count);

// Memory on a 64-byte boundary for std::free, in large pages where the system has them and it is worth it; null when there is none.
void* allocatePages(size_t bytes);

// Scratch memory of each worker, at least `bytes` long, kept between calls. Call it before parallelFor, not inside.
void* const* workerScratch(size_t bytes);
// Scratch shared by all workers; `slot` (0 to 3) tells several uses at once apart. Call it before parallelFor, not inside.
void* sharedScratch(size_t slot, size_t bytes);

}  // namespace medbundle
