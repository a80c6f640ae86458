// Sums, ReLU, pools, biases, and the ways in and out of a network.

// Images [N, C, H, W] to [N, H, W, C].
KERNEL void images_in(const float* pixels, int channels, int area, Index count, Stored* images) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    Index position = i / channels % area;
    Index n = i / channels / area;
    images[i] = stored(pixels[(n * channels + c) * area + position]);
  }
}
EMULATE(images_in)

KERNEL void to_float(const Stored* x, Index count, float* y) {
  Index i = thread_number();
  if (i < count) {
    y[i] = number(x[i]);
  }
}
EMULATE(to_float)

KERNEL void from_float(const float* x, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    y[i] = stored(x[i]);
  }
}
EMULATE(from_float)

// sum += x: a result that several nodes read gets the sum of their gradients.
KERNEL void add(const Stored* x, Index count, Stored* sum) {
  Index i = thread_number();
  if (i < count) {
    sum[i] = stored(number(sum[i]) + number(x[i]));
  }
}
EMULATE(add)

KERNEL void relu(const Stored* x, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    float value = number(x[i]);
    // Not fmaxf: a NaN must stay one.
    y[i] = stored(value < 0 ? 0 : value);
  }
}
EMULATE(relu)

// The gradient passes where the result is positive; also of add_relu, for both of its inputs.
KERNEL void relu_backward(const Stored* dy, const Stored* y, Index count, Stored* dx) {
  Index i = thread_number();
  if (i < count) {
    dx[i] = number(y[i]) > 0 ? dy[i] : stored(0);
  }
}
EMULATE(relu_backward)

// y may be a or b.
KERNEL void add_relu(const Stored* a, const Stored* b, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    float value = number(a[i]) + number(b[i]);
    y[i] = stored(value < 0 ? 0 : value);
  }
}
EMULATE(add_relu)

// Which number of its window wins, in reading order from 0: of equal ones the first, of NaNs the last.
KERNEL void max_pool(const Stored* x, int channels, int height, int width, int rows, int columns, int kernel, int stride, int padding,
                     Index count, Stored* y, unsigned char* winner) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    int column = (int)(i / channels % columns);
    int row = (int)(i / channels / columns % rows);
    Index n = i / channels / columns / rows;
    float best = 0;
    int place = -1;
    for (int p = 0; p < kernel; p++) {
      int at = stride * row - padding + p;
      for (int q = 0; q < kernel && at >= 0 && at < height; q++) {
        int beside = stride * column - padding + q;
        if (beside >= 0 && beside < width) {
          float value = number(x[((n * height + at) * width + beside) * channels + c]);
          if (place < 0 || value > best || value != value) {
            best = value;
            place = p * kernel + q;
          }
        }
      }
    }
    y[i] = stored(best);
    winner[i] = (unsigned char)place;
  }
}
EMULATE(max_pool)

// One thread gathers the gradients of all windows that a number has won.
KERNEL void max_pool_backward(const Stored* dy, const unsigned char* winner, int channels, int height, int width, int rows, int columns,
                              int kernel, int stride, int padding, Index count, Stored* dx) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    int beside = (int)(i / channels % width);
    int at = (int)(i / channels / width % height);
    Index n = i / channels / width / height;
    float sum = 0;
    for (int p = 0; p < kernel; p++) {
      int row = at + padding - p;
      for (int q = 0; q < kernel && row >= 0 && row % stride == 0 && row / stride < rows; q++) {
        int column = beside + padding - q;
        if (column >= 0 && column % stride == 0 && column / stride < columns) {
          Index window = ((n * rows + row / stride) * columns + column / stride) * channels + c;
          if (winner[window] == p * kernel + q) {
            sum += number(dy[window]);
          }
        }
      }
    }
    dx[i] = stored(sum);
  }
}
EMULATE(max_pool_backward)

KERNEL void global_average_pool(const Stored* x, int channels, int area, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    Index n = i / channels;
    float sum = 0;
    for (int position = 0; position < area; position++) {
      sum += number(x[(n * area + position) * channels + c]);
    }
    y[i] = stored(sum / area);
  }
}
EMULATE(global_average_pool)

KERNEL void global_average_pool_backward(const Stored* dy, int channels, int area, Index count, Stored* dx) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % channels;
    Index n = i / channels / area;
    dx[i] = stored(number(dy[n * channels + c]) / area);
  }
}
EMULATE(global_average_pool_backward)

KERNEL void add_bias(const float* bias, int columns, Index count, Stored* y) {
  Index i = thread_number();
  if (i < count) {
    y[i] = stored(number(y[i]) + bias[i % columns]);
  }
}
EMULATE(add_bias)

// The columns' sums over each chunk of rows: [chunks][columns].
KERNEL void column_chunks(const Stored* x, int rows, int columns, int chunk, Index threads, float* sums) {
  Index i = thread_number();
  if (i < threads) {
    Index column = i % columns;
    Index from = i / columns * chunk;
    Index to = from + chunk < rows ? from + chunk : rows;
    float sum = 0;
    for (Index row = from; row < to; row++) {
      sum += number(x[row * columns + column]);
    }
    sums[i] = sum;
  }
}
EMULATE(column_chunks)

// The sums of chunks: one block for each column (x) of each part (y). Adds to what is there, or replaces it.
KERNEL void chunk_sums(const float* chunk_sums, int chunks, int columns, int adds, float* sums) {
  __shared__ float shared[256];
  int column = blockIdx.x;
  int part = blockIdx.y;
  float sum = 0;
  for (int k = threadIdx.x; k < chunks; k += blockDim.x) {
    sum += chunk_sums[((Index)part * chunks + k) * columns + column];
  }
  sum = sum_of_block(sum, shared);
  if (threadIdx.x == 0) {
    Index place = (Index)part * columns + column;
    sums[place] = adds ? sums[place] + sum : sum;
  }
}
EMULATE_TOGETHER(chunk_sums)

// Filters as parameters lie, [K, C, side, side], to [K, side, side, C].
KERNEL void filters_in(const float* parameters, int inputs, int area, Index count, Stored* filters) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % inputs;
    Index position = i / inputs % area;
    Index k = i / inputs / area;
    filters[i] = stored(parameters[(k * inputs + c) * area + position]);
  }
}
EMULATE(filters_in)

// The gradient of filters [K, side, side, C], added where the gradients of parameters lie.
KERNEL void filters_out(const float* filters, int inputs, int area, Index count, float* gradient) {
  Index i = thread_number();
  if (i < count) {
    Index c = i % inputs;
    Index position = i / inputs % area;
    Index k = i / inputs / area;
    gradient[(k * inputs + c) * area + position] += filters[i];
  }
}
EMULATE(filters_out)
