#include "pool.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace medbundle {

void* allocatePages(size_t bytes) {
  constexpr size_t kPage = 64, kLarge = 2 << 20;
  const bool large = bytes >= 2 * kLarge;
  const size_t alignment = large ? kLarge : kPage;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
#if defined(MADV_HUGEPAGE)
  // Whole large pages only, so that no memory is touched that was not asked for.
  if (large && memory) madvise(memory, bytes / kLarge * kLarge, MADV_HUGEPAGE);
#endif
  return memory;
}

namespace {

struct Buffer {
  void* memory = nullptr;
  size_t bytes = 0;
  ~Buffer() { std::free(memory); }
  void* atLeast(size_t wanted) {
    if (wanted > bytes) {
      std::free(memory);
      bytes = wanted + (wanted >> 3);
      memory = allocatePages(bytes);
      if (!memory) std::abort();
    }
    return memory;
  }
};

constexpr int kSharedSlots = 4;

// One pool per thread that calls kernels: a Node worker has its own, so nothing is shared between them.
class Pool {
 public:
  explicit Pool(size_t count) { resize(count); }
  ~Pool() { resize(1); }

  size_t size() const { return threads_.size() + 1; }

  void resize(size_t count) {
    if (count < 1) count = 1;
    if (count == size() && !scratch_.empty()) return;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    stopping_ = false;
    scratch_ = std::vector<Buffer>(count);
    for (size_t worker = 1; worker < count; ++worker) {
      uint64_t seen = generation_;
      threads_.emplace_back([this, worker, seen] { work(worker, seen); });
    }
  }

  void run(size_t items, const std::function<void(size_t, size_t)>& body) {
    if (items == 0) return;
    if (threads_.empty() || items == 1) {
      for (size_t item = 0; item < items; ++item) body(item, 0);
      return;
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      body_ = &body;
      items_ = items;
      next_.store(0, std::memory_order_relaxed);
      busy_.store(threads_.size(), std::memory_order_relaxed);
      ++generation_;
      published_.store(generation_, std::memory_order_release);
    }
    wake_.notify_all();
    drain(0);
    // The others finish within one item: spin, then yield.
    for (int spins = 0; busy_.load(std::memory_order_acquire) != 0; ++spins) {
      if (spins > 2000) std::this_thread::yield();
    }
  }

  void* const* scratch(size_t bytes) {
    pointers_.resize(scratch_.size());
    for (size_t worker = 0; worker < scratch_.size(); ++worker) pointers_[worker] = scratch_[worker].atLeast(bytes);
    return pointers_.data();
  }
  void* shared(size_t slot, size_t bytes) { return shared_[slot].atLeast(bytes); }

 private:
  void drain(size_t worker) {
    for (size_t item; (item = next_.fetch_add(1, std::memory_order_relaxed)) < items_;) (*body_)(item, worker);
  }

  void work(size_t worker, uint64_t seen) {
    for (;;) {
      // A short spin catches the next kernel of a running step without a trip through the kernel's scheduler.
      for (int spins = 0; spins < 20000 && published_.load(std::memory_order_acquire) == seen && !stopping_; ++spins) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
      }
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || generation_ != seen; });
        if (stopping_) return;
        seen = generation_;
      }
      drain(worker);
      busy_.fetch_sub(1, std::memory_order_release);
    }
  }

  std::vector<std::thread> threads_;
  std::vector<Buffer> scratch_;
  std::vector<void*> pointers_;
  Buffer shared_[kSharedSlots];
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_{false};
  uint64_t generation_ = 0;
  std::atomic<uint64_t> published_{0};
  std::atomic<size_t> next_{0};
  std::atomic<size_t> busy_{0};
  size_t items_ = 0;
  const std::function<void(size_t, size_t)>* body_ = nullptr;
};

Pool& pool() {
  thread_local std::unique_ptr<Pool> instance;
  if (!instance) instance = std::make_unique<Pool>(std::thread::hardware_concurrency());
  return *instance;
}

}  // namespace

void parallelFor(size_t items, const std::function<void(size_t, size_t)>& body) { pool().run(items, body); }
size_t workerCount() { return pool().size(); }
void setWorkerCount(size_t count) { pool().resize(count); }
void* const* workerScratch(size_t bytes) { return pool().scratch(bytes); }
void* sharedScratch(size_t slot, size_t bytes) { return pool().shared(slot, bytes); }

}  // namespace medbundle
