// Update rules, averages and checks of flat vectors. A vector is cut into chunks none of which crosses the border of two parameters:
// chunk b begins at begin[b], has length[b] entries and belongs to parameter owner[b]. One block works on one chunk. treatment says
// what happens to a parameter.

#define MOVES 1
#define DECAYS 2
#define PREDICTS 4
#define TRUSTS 8

static __device__ __forceinline__ float rate_of(int treatment, float rate, float predictor_rate) {
  return treatment & PREDICTS ? predictor_rate : rate;
}

static __device__ __forceinline__ float decay_of(int treatment, float decay) { return treatment & DECAYS ? decay : 0; }

// d = g + decay w; m = mu m + d; w -= rate m, or rate (d + mu m) with Nesterov's momentum. What does not move adds up its gradients, too.
KERNEL void sgd(float* w, const float* g, float* m, const Index* begin, const int* length, const int* owner, const int* treatments,
                float mu, int nesterov, float decay, float rate, float predictor_rate) {
  Index first = begin[blockIdx.x];
  int treatment = treatments[owner[blockIdx.x]];
  for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
    Index at = first + i;
    float direction = g[at] + decay_of(treatment, decay) * w[at];
    float momentum = mu * m[at] + direction;
    m[at] = momentum;
    if (treatment & MOVES) {
      w[at] -= rate_of(treatment, rate, predictor_rate) * (nesterov ? direction + mu * momentum : momentum);
    }
  }
}
EMULATE(sgd)

// The sums of squares of w and of g + decay w over each chunk: [chunks][2]. In double: a square of a float always fits.
KERNEL void lars_chunks(const float* w, const float* g, const Index* begin, const int* length, const int* owner, const int* treatments,
                        float decay, double* sums) {
  __shared__ double shared[256];
  Index first = begin[blockIdx.x];
  int treatment = treatments[owner[blockIdx.x]];
  double weights = 0;
  double directions = 0;
  if (treatment & TRUSTS) {
    for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
      double weight = w[first + i];
      double direction = g[first + i] + decay_of(treatment, decay) * w[first + i];
      weights += weight * weight;
      directions += direction * direction;
    }
  }
  weights = sum_of_block(weights, shared);
  directions = sum_of_block(directions, shared);
  if (threadIdx.x == 0) {
    sums[2 * blockIdx.x] = weights;
    sums[2 * blockIdx.x + 1] = directions;
  }
}
EMULATE_TOGETHER(lars_chunks)

// eta |w| / |g + decay w| of each parameter; 1 where a norm is 0. Parameter p has the chunks from first[p] to before first[p + 1].
KERNEL void lars_trust(const double* sums, const int* first, int parameters, float eta, float* trust) {
  Index p = thread_number();
  if (p < parameters) {
    double weights = 0;
    double directions = 0;
    for (int k = first[p]; k < first[p + 1]; k++) {
      weights += sums[2 * k];
      directions += sums[2 * k + 1];
    }
    trust[p] = weights > 0 && directions > 0 ? (float)(eta * sqrt(weights) / sqrt(directions)) : 1.0f;
  }
}
EMULATE(lars_trust)

// m = mu m + trust (g + decay w); w -= rate m.
KERNEL void lars(float* w, const float* g, float* m, const Index* begin, const int* length, const int* owner, const int* treatments,
                 const float* trust, float mu, float decay, float rate, float predictor_rate) {
  Index first = begin[blockIdx.x];
  int treatment = treatments[owner[blockIdx.x]];
  float factor = treatment & TRUSTS ? trust[owner[blockIdx.x]] : 1.0f;
  for (int i = threadIdx.x; i < length[blockIdx.x] && (treatment & MOVES); i += blockDim.x) {
    Index at = first + i;
    float momentum = mu * m[at] + factor * (g[at] + decay_of(treatment, decay) * w[at]);
    m[at] = momentum;
    w[at] -= rate_of(treatment, rate, predictor_rate) * momentum;
  }
}
EMULATE(lars)

// Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2). correction1 = 1 - beta1^t, correction2 = 1 - beta2^t.
KERNEL void adamw(float* w, const float* g, float* m, float* v, const Index* begin, const int* length, const int* owner,
                  const int* treatments, float beta1, float beta2, float rest1, float rest2, float correction1, float correction2,
                  float epsilon, float decay, float rate, float predictor_rate) {
  Index first = begin[blockIdx.x];
  int treatment = treatments[owner[blockIdx.x]];
  float own_rate = rate_of(treatment, rate, predictor_rate);
  for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
    Index at = first + i;
    float gradient = g[at];
    float mean = beta1 * m[at] + rest1 * gradient;
    float square = beta2 * v[at] + rest2 * gradient * gradient;
    m[at] = mean;
    v[at] = square;
    if (treatment & MOVES) {
      float decayed = w[at] - own_rate * decay_of(treatment, decay) * w[at];
      w[at] = decayed - own_rate * (mean / correction1) / (sqrtf(square / correction2) + epsilon);
    }
  }
}
EMULATE(adamw)

// w = tau w + rest other, where rest = 1 - tau, chunk by chunk, each at its place in either vector.
KERNEL void follow(float* w, const float* other, const Index* begin, const Index* other_begin, const int* length, float tau, float rest) {
  for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
    Index at = begin[blockIdx.x] + i;
    w[at] = tau * w[at] + rest * other[other_begin[blockIdx.x] + i];
  }
}
EMULATE(follow)

// The sum of squares of each chunk. A square is taken in float, so that it is infinite exactly where it does not fit.
KERNEL void square_chunks(const float* g, const Index* begin, const int* length, double* sums) {
  __shared__ double shared[256];
  Index first = begin[blockIdx.x];
  double sum = 0;
  for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
    float square = g[first + i] * g[first + i];
    sum += square;
  }
  sum = sum_of_block(sum, shared);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
  }
}
EMULATE_TOGETHER(square_chunks)

// One block.
KERNEL void sum_of_chunks(const double* sums, int chunks, double* total) {
  __shared__ double shared[256];
  double sum = 0;
  for (int k = threadIdx.x; k < chunks; k += blockDim.x) {
    sum += sums[k];
  }
  sum = sum_of_block(sum, shared);
  if (threadIdx.x == 0) {
    *total = sum;
  }
}
EMULATE_TOGETHER(sum_of_chunks)

// For each chunk: entries of w and of g that are not finite, and the largest magnitude in g: [chunks][3].
KERNEL void health_chunks(const float* w, const float* g, const Index* begin, const int* length, float* found) {
  __shared__ float shared[256];
  Index first = begin[blockIdx.x];
  float broken_weights = 0;
  float broken_gradients = 0;
  float largest = 0;
  for (int i = threadIdx.x; i < length[blockIdx.x]; i += blockDim.x) {
    float weight = w[first + i];
    float gradient = g[first + i];
    broken_weights += weight - weight == 0 ? 0 : 1;
    broken_gradients += gradient - gradient == 0 ? 0 : 1;
    largest = fabsf(gradient) > largest ? fabsf(gradient) : largest;
  }
  broken_weights = sum_of_block(broken_weights, shared);
  broken_gradients = sum_of_block(broken_gradients, shared);
  shared[threadIdx.x] = largest;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int i = 1; i < blockDim.x; i++) {
      largest = shared[i] > largest ? shared[i] : largest;
    }
    found[3 * blockIdx.x] = broken_weights;
    found[3 * blockIdx.x + 1] = broken_gradients;
    found[3 * blockIdx.x + 2] = largest;
  }
}
EMULATE_TOGETHER(health_chunks)
