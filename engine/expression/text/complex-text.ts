import { type Complex, floatRepr } from '../../values/index.js';

/** A complex number as Python's `repr` writes it: `(1+2j)`, `2j`. */
export function complexText({ real, imaginary }: Complex): string {
  if (real === 0 && !Object.is(real, -0)) return `${part(imaginary)}j`;
  const sign = part(imaginary).startsWith('-') ? '' : '+';
  return `(${part(real)}${sign}${part(imaginary)}j)`;
}

/** A part of a complex number: like a float, without a trailing `.0`. */
function part(value: number): string {
  return floatRepr(value).replace(/\.0$/, '');
}
