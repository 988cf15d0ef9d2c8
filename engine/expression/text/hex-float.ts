import { scaleDown } from '../operators/true-division.js';
import { overflowError, valueError } from '../raise.js';
import { strip } from './whitespace.js';

/** Python's `float.hex`: `0x1.8000000000000p+1`. */
export function hexOfFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const sign = bits >> 63n === 1n ? '-' : '';
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const raised = Number((bits >> 52n) & 0x7ffn);
  if (raised === 0 && value === 0) return `${sign}0x0.0p+0`;
  const exponent = raised === 0 ? -1022 : raised - 1023;
  return `${sign}0x${raised === 0 ? 0 : 1}.${fraction}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** Python's `float.fromhex`. */
export function parseHexFloat(source: string): number {
  const text = strip(source);
  const word = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
  if (word) {
    const size = word[2] ? Infinity : Number.NaN;
    return word[1] === '-' ? -size : size;
  }
  const match = /^([+-]?)(?:0[xX])?([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?[0-9]+))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') valueError('invalid hexadecimal floating-point string');
  const mantissa = BigInt(`0x${whole}${fraction}`);
  const scale = 4 * fraction.length - Number(exponent);
  const size = mantissa === 0n ? 0 : scaled(mantissa, scale);
  if (!Number.isFinite(size)) overflowError('hexadecimal value too large to represent as a float');
  return sign === '-' ? -size : size;
}

function scaled(mantissa: bigint, scale: number): number {
  const bits = mantissa.toString(2).length - scale;
  if (bits > 1025) return Infinity;
  return bits < -1100 ? 0 : scaleDown(mantissa, scale);
}
