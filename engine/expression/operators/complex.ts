import { atan2, cos, exp, log, power, sin } from '../../modules/math/real.js';
import { Complex } from '../../values/index.js';
import { raise } from '../raise.js';
import { zeroDivision } from './arithmetic.js';

export function multiplyComplex(a: Complex, b: Complex): Complex {
  return new Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real);
}

/** Division by the larger part of the divisor first, as CPython does it. */
export function divideComplex(a: Complex, b: Complex): Complex {
  const { real, imaginary } = b;
  if (real === 0 && imaginary === 0) zeroDivision('complex division by zero');
  if (Math.abs(real) >= Math.abs(imaginary)) {
    const ratio = imaginary / real;
    const divisor = real + imaginary * ratio;
    return new Complex((a.real + a.imaginary * ratio) / divisor, (a.imaginary - a.real * ratio) / divisor);
  }
  if (Math.abs(imaginary) >= Math.abs(real)) {
    const ratio = real / imaginary;
    const divisor = real * ratio + imaginary;
    return new Complex((a.real * ratio + a.imaginary) / divisor, (a.imaginary * ratio - a.real) / divisor);
  }
  return new Complex(Number.NaN, Number.NaN);
}

export function powerComplex(a: Complex, b: Complex): Complex {
  const whole = b.real;
  if (b.real === 0 && b.imaginary === 0) return new Complex(1, 0);
  if (b.imaginary === 0 && Number.isInteger(whole) && Math.abs(whole) <= 100) return wholePower(a, whole);
  if (a.real === 0 && a.imaginary === 0) {
    if (b.imaginary !== 0 || b.real < 0) zeroDivision('0.0 to a negative or complex power');
    return new Complex(0, 0);
  }
  const size = Math.hypot(a.real, a.imaginary);
  const angle = atan2(a.imaginary, a.real);
  let length = power(size, b.real);
  let phase = angle * b.real;
  if (b.imaginary !== 0) {
    length *= exp(-angle * b.imaginary);
    phase += b.imaginary * log(size);
  }
  return finite(new Complex(length * cos(phase), length * sin(phase)));
}

function wholePower(a: Complex, exponent: number): Complex {
  if (exponent < 0) {
    if (a.real === 0 && a.imaginary === 0) zeroDivision('0.0 to a negative or complex power');
    return finite(divideComplex(new Complex(1, 0), wholePower(a, -exponent)));
  }
  let result = new Complex(1, 0);
  let factor = a;
  for (let mask = 1; mask <= exponent; mask *= 2) {
    if (Math.floor(exponent / mask) % 2 === 1) result = multiplyComplex(result, factor);
    factor = multiplyComplex(factor, factor);
  }
  return finite(result);
}

function finite(value: Complex): Complex {
  if (!Number.isFinite(value.real) || !Number.isFinite(value.imaginary)) {
    raise('OverflowError', 'complex exponentiation');
  }
  return value;
}
