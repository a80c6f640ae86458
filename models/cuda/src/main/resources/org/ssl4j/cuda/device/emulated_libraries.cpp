// What cuBLAS and cuDNN do on a card, as plain loops: products of matrices and convolutions of channels-last maps, in float. The
// innermost loops run over neighbours in memory without a sum, so that the compiler can use vector instructions.

#include <string.h>

#include <vector>

namespace {

const int BFLOAT16 = 1;

float from_bfloat16(unsigned short bits) {
  unsigned int wide = (unsigned int)bits << 16;
  float value;
  memcpy(&value, &wide, sizeof value);
  return value;
}

unsigned short to_bfloat16(float value) {
  unsigned int bits;
  memcpy(&bits, &value, sizeof bits);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return (unsigned short)((bits >> 16) | 64u);
  }
  return (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

// Numbers of a device array as floats: the array itself, or a copy.
class Read {
 public:
  Read(const void* numbers, int type, size_t count) {
    if (type == BFLOAT16) {
      const unsigned short* source = static_cast<const unsigned short*>(numbers);
      copy.resize(count);
      for (size_t i = 0; i < count; i++) {
        copy[i] = from_bfloat16(source[i]);
      }
      at = copy.data();
    } else {
      at = static_cast<const float*>(numbers);
    }
  }

  const float* at;

 private:
  std::vector<float> copy;
};

// A device array to be written: floats in place, or a copy that is rounded in the end.
class Written {
 public:
  Written(void* numbers, int type, size_t count) : target(numbers), rounded(type == BFLOAT16) {
    if (rounded) {
      copy.resize(count);
      at = copy.data();
    } else {
      at = static_cast<float*>(numbers);
    }
  }

  void finish() {
    for (size_t i = 0; rounded && i < copy.size(); i++) {
      static_cast<unsigned short*>(target)[i] = to_bfloat16(copy[i]);
    }
  }

  float* at;

 private:
  void* target;
  bool rounded;
  std::vector<float> copy;
};

struct Shape {
  int images, height, width, inputs, outputs, kernel, stride, padding;

  int rows() const { return (height + 2 * padding - kernel) / stride + 1; }

  int columns() const { return (width + 2 * padding - kernel) / stride + 1; }

  size_t input_length() const { return (size_t)images * height * width * inputs; }

  size_t output_length() const { return (size_t)images * rows() * columns() * outputs; }

  size_t filter_length() const { return (size_t)outputs * kernel * kernel * inputs; }
};

// Calls use(output pixel, input pixel, place in the filter) for every pair inside of the maps.
template <typename Use>
void each_pair(const Shape& s, Use use) {
  int rows = s.rows();
  int columns = s.columns();
  for (int n = 0; n < s.images; n++) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        size_t output = ((size_t)n * rows + i) * columns + j;
        for (int p = 0; p < s.kernel; p++) {
          int row = s.stride * i + p - s.padding;
          for (int q = 0; q < s.kernel && row >= 0 && row < s.height; q++) {
            int column = s.stride * j + q - s.padding;
            if (column >= 0 && column < s.width) {
              use(output, ((size_t)n * s.height + row) * s.width + column, p * s.kernel + q);
            }
          }
        }
      }
    }
  }
}

}  // namespace

// c := a b + beta c, all row-major; a is [m, k], or [k, m] if transposed, and b is [k, n], or [n, k].
extern "C" void multiply_emulated(int transpose_a, int transpose_b, int m, int n, int k, const void* a, const void* b, int type, float beta,
                                  void* c, int c_type) {
  Read left(a, type, (size_t)m * k);
  Read right(b, type, (size_t)k * n);
  Written product(c, c_type, (size_t)m * n);
  std::vector<float> rows;
  const float* by_row = right.at;
  if (transpose_b) {
    rows.resize((size_t)k * n);
    for (int j = 0; j < n; j++) {
      for (int l = 0; l < k; l++) {
        rows[(size_t)l * n + j] = right.at[(size_t)j * k + l];
      }
    }
    by_row = rows.data();
  }
  std::vector<float> sums(n);
  Read before(c, c_type, beta == 0 ? 0 : (size_t)m * n);
  for (int i = 0; i < m; i++) {
    sums.assign(n, 0);
    for (int l = 0; l < k; l++) {
      float factor = transpose_a ? left.at[(size_t)l * m + i] : left.at[(size_t)i * k + l];
      const float* row = by_row + (size_t)l * n;
      for (int j = 0; j < n; j++) {
        sums[j] += factor * row[j];
      }
    }
    for (int j = 0; j < n; j++) {
      size_t place = (size_t)i * n + j;
      product.at[place] = beta == 0 ? sums[j] : sums[j] + beta * before.at[place];
    }
  }
  product.finish();
}

// y [images, rows, columns, outputs] from x [images, height, width, inputs] and w [outputs, kernel, kernel, inputs].
extern "C" void convolution_forward_emulated(const int* shape, int type, const void* x, const void* w, void* y) {
  const Shape& s = *reinterpret_cast<const Shape*>(shape);
  Read maps(x, type, s.input_length());
  Read filters(w, type, s.filter_length());
  Written result(y, type, s.output_length());
  int area = s.kernel * s.kernel;
  std::vector<float> by_output((size_t)area * s.inputs * s.outputs);
  for (int k = 0; k < s.outputs; k++) {
    for (int i = 0; i < area * s.inputs; i++) {
      by_output[(size_t)i * s.outputs + k] = filters.at[(size_t)k * area * s.inputs + i];
    }
  }
  memset(result.at, 0, s.output_length() * sizeof(float));
  each_pair(s, [&](size_t output, size_t input, int place) {
    float* sums = result.at + output * s.outputs;
    for (int c = 0; c < s.inputs; c++) {
      float value = maps.at[input * s.inputs + c];
      const float* row = by_output.data() + ((size_t)place * s.inputs + c) * s.outputs;
      for (int k = 0; k < s.outputs; k++) {
        sums[k] += value * row[k];
      }
    }
  });
  result.finish();
}

// dx from dy and w.
extern "C" void convolution_data_emulated(const int* shape, int type, const void* dy, const void* w, void* dx) {
  const Shape& s = *reinterpret_cast<const Shape*>(shape);
  Read gradient(dy, type, s.output_length());
  Read filters(w, type, s.filter_length());
  Written result(dx, type, s.input_length());
  int area = s.kernel * s.kernel;
  memset(result.at, 0, s.input_length() * sizeof(float));
  each_pair(s, [&](size_t output, size_t input, int place) {
    float* sums = result.at + input * s.inputs;
    for (int k = 0; k < s.outputs; k++) {
      float value = gradient.at[output * s.outputs + k];
      const float* row = filters.at + ((size_t)k * area + place) * s.inputs;
      for (int c = 0; c < s.inputs; c++) {
        sums[c] += value * row[c];
      }
    }
  });
  result.finish();
}

// dw, in float whatever the type of x and dy.
extern "C" void convolution_filters_emulated(const int* shape, int type, const void* x, const void* dy, float* dw) {
  const Shape& s = *reinterpret_cast<const Shape*>(shape);
  Read maps(x, type, s.input_length());
  Read gradient(dy, type, s.output_length());
  int area = s.kernel * s.kernel;
  memset(dw, 0, s.filter_length() * sizeof(float));
  each_pair(s, [&](size_t output, size_t input, int place) {
    const float* values = maps.at + input * s.inputs;
    for (int k = 0; k < s.outputs; k++) {
      float value = gradient.at[output * s.outputs + k];
      float* row = dw + ((size_t)k * area + place) * s.inputs;
      for (int c = 0; c < s.inputs; c++) {
        row[c] += value * values[c];
      }
    }
  });
}
