// Batch norm (arXiv:1502.03167) of [parts][rows][channels], where each part has statistics of its own, with an optional ReLU. A row is
// a position of an image. The backward pass computes the normalised value again from what the layer has read, by the same operations,
// so that nothing but the input and two numbers for each channel and part is kept.

static __device__ __forceinline__ float normalised(float x, float mean, float inverse) { return (x - mean) * inverse; }

// fmaf, not a product and a sum, which a compiler may fuse in one kernel and not in another: the ReLU's sign must come out equal.
static __device__ __forceinline__ float affine(float h, const float* gamma, const float* beta, Index c) {
  return gamma == 0 ? h : fmaf(h, gamma[c], beta[c]);
}

// Mean and sum of squared deviations of each chunk of rows: [parts][chunks][channels]. Deviations are taken from the chunk's first
// number, so that a large mean costs no digits.
KERNEL void moment_chunks(const Stored* x, int rows, int channels, int chunk, int chunks, Index threads, float* means, float* squares) {
  Index i = thread_number();
  if (i < threads) {
    Index c = i % channels;
    Index k = i / channels % chunks;
    Index part = i / channels / chunks;
    Index from = k * chunk;
    Index to = from + chunk < rows ? from + chunk : rows;
    const Stored* first = x + (part * rows + from) * channels + c;
    float shift = number(*first);
    float sum = 0;
    float square = 0;
    for (Index row = 0; row < to - from; row++) {
      float deviation = number(first[row * channels]) - shift;
      sum += deviation;
      square = fmaf(deviation, deviation, square);
    }
    float count = (float)(to - from);
    means[i] = shift + sum / count;
    float left = square - sum * (sum / count);
    // Not fmaxf: a NaN must stay one.
    squares[i] = left < 0 ? 0 : left;
  }
}
EMULATE(moment_chunks)

// Unites two sets' moments (Chan, Golub and LeVeque 1983).
static __device__ void unite(float* count, float* mean, float* squares, float other_count, float other_mean, float other_squares) {
  float all = *count + other_count;
  if (other_count > 0) {
    float difference = other_mean - *mean;
    float share = other_count / all;
    *mean = *count > 0 ? *mean + difference * share : other_mean;
    *squares += other_squares + (*count > 0 ? difference * difference * (*count * share) : 0);
    *count = all;
  }
}

// Mean, biased variance and 1 / sqrt(variance + epsilon): one block for each channel (x) of each part (y).
KERNEL void moments(const float* means, const float* squares, int rows, int channels, int chunk, int chunks, float epsilon, float* mean,
                    float* variance, float* inverse) {
  __shared__ float shared_count[256];
  __shared__ float shared_mean[256];
  __shared__ float shared_squares[256];
  int thread = threadIdx.x;
  float count = 0;
  float own_mean = 0;
  float own_squares = 0;
  for (int k = thread; k < chunks; k += blockDim.x) {
    Index place = ((Index)blockIdx.y * chunks + k) * channels + blockIdx.x;
    int size = rows - k * chunk < chunk ? rows - k * chunk : chunk;
    unite(&count, &own_mean, &own_squares, (float)size, means[place], squares[place]);
  }
  shared_count[thread] = count;
  shared_mean[thread] = own_mean;
  shared_squares[thread] = own_squares;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (thread < half) {
      int other = thread + half;
      unite(&shared_count[thread], &shared_mean[thread], &shared_squares[thread], shared_count[other], shared_mean[other],
            shared_squares[other]);
    }
    __syncthreads();
  }
  if (thread == 0) {
    Index place = (Index)blockIdx.y * channels + blockIdx.x;
    float biased = shared_squares[0] / (float)rows;
    mean[place] = shared_mean[0];
    variance[place] = biased;
    inverse[place] = 1.0f / sqrtf(biased + epsilon);
  }
}
EMULATE_TOGETHER(moments)

KERNEL void inverse_deviation(const float* variance, int channels, float epsilon, float* inverse) {
  Index c = thread_number();
  if (c < channels) {
    inverse[c] = 1.0f / sqrtf(variance[c] + epsilon);
  }
}
EMULATE(inverse_deviation)

// running := (1 - momentum) running + momentum batch, group after group, with the mean over the splits of a group for the batch, and
// the unbiased variance.
KERNEL void remember(const float* mean, const float* variance, int rows, int channels, int groups, int splits, float momentum,
                     float* running_mean, float* running_variance) {
  Index c = thread_number();
  if (c < channels) {
    float unbiased = rows > 1 ? (float)rows / (float)(rows - 1) : 1.0f;
    for (int group = 0; group < groups; group++) {
      float batch_mean = 0;
      float batch_variance = 0;
      for (int split = 0; split < splits; split++) {
        Index place = (Index)(group * splits + split) * channels + c;
        batch_mean += mean[place];
        batch_variance += variance[place];
      }
      running_mean[c] = (1 - momentum) * running_mean[c] + momentum * (batch_mean / splits);
      running_variance[c] = (1 - momentum) * running_variance[c] + momentum * (batch_variance / splits * unbiased);
    }
  }
}
EMULATE(remember)

// gamma and beta are null without scale and shift. rows is that of a part.
KERNEL void batch_norm(const Stored* x, const float* mean, const float* inverse, const float* gamma, const float* beta, int has_relu,
                       Index rows, int channels, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    Index place = i / channels / rows * channels + c;
    float value = affine(normalised(number(x[i]), mean[place], inverse[place]), gamma, beta, c);
    y[i] = stored(has_relu && value < 0 ? 0 : value);
  }
}
EMULATE(batch_norm)

// With h the normalised value and g the gradient behind the ReLU: the sums of g and of g h over each chunk, [parts][chunks][2
// channels], those of g first.
KERNEL void batch_norm_chunks(const Stored* dy, const Stored* x, const float* mean, const float* inverse, const float* gamma,
                              const float* beta, int has_relu, int rows, int channels, int chunk, int chunks, Index threads, float* sums) {
  Index i = thread_number();
  if (i < threads) {
    Index c = i % channels;
    Index k = i / channels % chunks;
    Index part = i / channels / chunks;
    Index from = k * chunk;
    Index to = from + chunk < rows ? from + chunk : rows;
    float own_mean = mean[part * channels + c];
    float own_inverse = inverse[part * channels + c];
    float sum = 0;
    float product = 0;
    for (Index row = from; row < to; row++) {
      Index place = (part * rows + row) * channels + c;
      float h = normalised(number(x[place]), own_mean, own_inverse);
      if (!has_relu || affine(h, gamma, beta, c) > 0) {
        float g = number(dy[place]);
        sum += g;
        product = fmaf(g, h, product);
      }
    }
    Index place = (part * chunks + k) * 2 * channels + c;
    sums[place] = sum;
    sums[place + channels] = product;
  }
}
EMULATE(batch_norm_chunks)

// The gradients of scale and shift, added: the sums over all parts.
KERNEL void batch_norm_parameters(const float* sums, int parts, int channels, float* gamma_gradient, float* beta_gradient) {
  Index c = thread_number();
  if (c < channels) {
    float sum = 0;
    float product = 0;
    for (int part = 0; part < parts; part++) {
      sum += sums[(Index)part * 2 * channels + c];
      product += sums[((Index)part * 2 + 1) * channels + c];
    }
    beta_gradient[c] += sum;
    gamma_gradient[c] += product;
  }
}
EMULATE(batch_norm_parameters)

// dx = gamma inverse (g - mean(g) - h mean(g h)); dx may be dy.
KERNEL void batch_norm_backward(const Stored* dy, const Stored* x, const float* mean, const float* inverse, const float* gamma,
                                const float* beta, int has_relu, const float* sums, int rows, int channels, Index count, Stored* dx) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    Index part = i / channels / rows;
    Index place = part * channels + c;
    float h = normalised(number(x[i]), mean[place], inverse[place]);
    float g = !has_relu || affine(h, gamma, beta, c) > 0 ? number(dy[i]) : 0;
    float sum = sums[part * 2 * channels + c];
    float product = sums[(part * 2 + 1) * channels + c];
    float centred = g - sum / (float)rows - h * (product / (float)rows);
    float scale = gamma == 0 ? 1.0f : gamma[c];
    dx[i] = stored(scale * inverse[place] * centred);
  }
}
EMULATE(batch_norm_backward)
