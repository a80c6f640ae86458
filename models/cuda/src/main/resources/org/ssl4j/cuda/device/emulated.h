// Lets the system's C++ compiler read kernels, and runs them on the processor: block after block, on the calling thread.
//
// A kernel without barriers runs as a plain loop over the threads of a block. In one with barriers every thread of a block is a fiber
// with a stack of its own; at a barrier the next fiber goes on. Fibers take turns forwards and backwards, so that a forgotten barrier
// shows. A barrier that some threads of a block do not reach is an error here; on a card its effect is undefined.

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <utility>
#include <vector>

#define SSL4J_EMULATED
#define KERNEL static
#define __device__
#define __forceinline__ inline
#define __restrict__
#define __shared__ static thread_local
#define __syncthreads() emulation::barrier()

struct Place {
  unsigned int x, y, z;
};

static thread_local Place threadIdx, blockIdx, blockDim, gridDim;

static inline float __uint_as_float(unsigned int bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline unsigned int __float_as_uint(float value) {
  unsigned int bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

namespace emulation {

enum Outcome { DONE = 0, BARRIER_IN_A_KERNEL_WITHOUT = 1, BARRIER_NOT_REACHED_BY_ALL = 2 };

static const size_t STACK = 64 * 1024;

struct Fiber {
  ucontext_t context;
  char* stack;
  bool done;
};

struct Body {
  virtual void run() = 0;
};

static thread_local std::vector<Fiber>* fibers = nullptr;
static thread_local ucontext_t scheduler;
static thread_local Fiber* running = nullptr;
static thread_local Body* body = nullptr;
static thread_local Outcome outcome = DONE;

static void barrier() {
  if (running == nullptr) {
    outcome = BARRIER_IN_A_KERNEL_WITHOUT;
    return;
  }
  swapcontext(&running->context, &scheduler);
}

static void fiber() {
  body->run();
  running->done = true;
  swapcontext(&running->context, &scheduler);
}

static void resume(unsigned int thread) {
  running = &(*fibers)[thread];
  threadIdx.x = thread;
  swapcontext(&scheduler, &running->context);
  running = nullptr;
}

static void run_together(unsigned int threads) {
  if (fibers == nullptr) {
    fibers = new std::vector<Fiber>();
  }
  while (fibers->size() < threads) {
    Fiber made;
    made.stack = static_cast<char*>(malloc(STACK));
    made.done = true;
    fibers->push_back(made);
  }
  for (unsigned int i = 0; i < threads; i++) {
    Fiber& one = (*fibers)[i];
    getcontext(&one.context);
    one.context.uc_stack.ss_sp = one.stack;
    one.context.uc_stack.ss_size = STACK;
    one.context.uc_link = nullptr;
    one.done = false;
    makecontext(&one.context, fiber, 0);
  }
  unsigned int done = 0;
  for (bool forwards = true; done == 0; forwards = !forwards) {
    for (unsigned int i = 0; i < threads; i++) {
      unsigned int thread = forwards ? i : threads - 1 - i;
      resume(thread);
      done += (*fibers)[thread].done ? 1 : 0;
    }
  }
  if (done < threads) {
    outcome = BARRIER_NOT_REACHED_BY_ALL;
  }
}

template <typename... A>
struct Call : Body {
  void (*kernel)(A...);
  void** arguments;

  template <size_t... I>
  void call(std::index_sequence<I...>) {
    kernel(*static_cast<typename std::remove_const<A>::type*>(arguments[I])...);
  }

  void run() override { call(std::index_sequence_for<A...>()); }
};

// shape: blocks in x and y, threads of a block.
template <typename... A>
static int launch(void (*kernel)(A...), const unsigned int* shape, void** arguments, bool together) {
  Call<A...> call;
  call.kernel = kernel;
  call.arguments = arguments;
  body = &call;
  outcome = DONE;
  gridDim = {shape[0], shape[1], 1};
  blockDim = {shape[2], 1, 1};
  for (unsigned int y = 0; y < shape[1]; y++) {
    for (unsigned int x = 0; x < shape[0]; x++) {
      blockIdx = {x, y, 0};
      threadIdx = {0, 0, 0};
      if (together) {
        run_together(shape[2]);
      } else {
        for (unsigned int i = 0; i < shape[2]; i++) {
          threadIdx.x = i;
          call.run();
        }
      }
    }
  }
  return outcome;
}

}  // namespace emulation

#define EMULATE(name) \
  extern "C" int name##_emulated(const unsigned int* shape, void** arguments) { return emulation::launch(&name, shape, arguments, false); }

#define EMULATE_TOGETHER(name) \
  extern "C" int name##_emulated(const unsigned int* shape, void** arguments) { return emulation::launch(&name, shape, arguments, true); }
