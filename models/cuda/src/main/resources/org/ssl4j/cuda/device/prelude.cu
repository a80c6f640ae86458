// What every kernel file begins with. The same text goes to NVRTC, to nvcc, and to the system's C++ compiler, which reads emulated.h
// before it.
//
// Activations lie channels-last: [images][rows][columns][channels]. Their type is Stored: float, or bfloat16 with SSL4J_BFLOAT16.
// Parameters, gradients, statistics and all arithmetic are float. No kernel adds atomically: sums are taken over chunks of rows by one
// thread each, then over the chunks in a fixed order, so that equal inputs give equal bits.

#ifndef SSL4J_EMULATED
#define KERNEL extern "C" __global__
#define EMULATE(name)
#define EMULATE_TOGETHER(name)
#endif

typedef long long Index;

#ifdef SSL4J_BFLOAT16
struct Stored {
  unsigned short bits;
};

static __device__ __forceinline__ float number(Stored stored) {
  return __uint_as_float((unsigned int)stored.bits << 16);
}

// To the nearest, of two equally near the even one; a NaN stays a NaN.
static __device__ __forceinline__ Stored stored(float value) {
  unsigned int bits = __float_as_uint(value);
  Stored result;
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    result.bits = (unsigned short)((bits >> 16) | 64u);
  } else {
    result.bits = (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
  }
  return result;
}
#else
typedef float Stored;

static __device__ __forceinline__ float number(Stored stored) { return stored; }

static __device__ __forceinline__ Stored stored(float value) { return value; }
#endif

// The number of this thread in the whole grid.
static __device__ __forceinline__ Index thread_number() {
  return (Index)blockIdx.x * blockDim.x + threadIdx.x;
}

// The sum of a block's values, for all its threads; their number is a power of two.
template <typename T>
static __device__ T sum_of_block(T value, T* shared) {
  int thread = threadIdx.x;
  shared[thread] = value;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (thread < half) {
      shared[thread] += shared[thread + half];
    }
    __syncthreads();
  }
  T sum = shared[0];
  __syncthreads();
  return sum;
}
