/**
 * Smooths a plane [rows, columns] with a Gaussian, zero outside (MONAI's `GaussianFilter`, `erf` approximation: each tap is
 * the Gaussian's mass over one pixel).
 *
 * @param sigma standard deviation in pixels
 * @param truncated how many standard deviations the kernel reaches
 */
export function gaussianFilter(
  plane: Float32Array,
  rows: number,
  columns: number,
  sigma: number,
  truncated: number,
): Float32Array {
  const kernel = gaussianKernel(sigma, truncated);
  const alongColumns = convolve(plane, rows, columns, columns, 1, kernel);
  return convolve(alongColumns, columns, rows, 1, columns, kernel);
}

/** Convolves `lines` lines of `length` samples that lie `step` apart; line i starts at i·`lineStep`. */
function convolve(
  source: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  kernel: Float32Array,
): Float32Array {
  const result = new Float32Array(source.length);
  const tail = (kernel.length - 1) / 2;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let at = 0; at < length; at++) {
      let sum = 0;
      const first = Math.max(0, at - tail);
      const last = Math.min(length - 1, at + tail);
      for (let from = first; from <= last; from++) {
        sum += (source[start + from * step] as number) * (kernel[from - at + tail] as number);
      }
      result[start + at * step] = sum;
    }
  }
  return result;
}

function gaussianKernel(sigma: number, truncated: number): Float32Array {
  const tail = Math.floor(Math.max(sigma * truncated, 0.5) + 0.5);
  const scale = Math.SQRT1_2 / Math.abs(sigma);
  return Float32Array.from({ length: 2 * tail + 1 }, (_, index) => {
    const x = index - tail;
    return Math.max(0, 0.5 * (erf(scale * (x + 0.5)) - erf(scale * (x - 0.5))));
  });
}

/** The error function, to about 1e-15: its power series near zero, the continued fraction of erfc beyond. */
function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (magnitude + fraction);
  const complement = Math.exp(-magnitude * magnitude) / (Math.sqrt(Math.PI) * (magnitude + fraction));
  return Math.sign(x) * (1 - complement);
}
