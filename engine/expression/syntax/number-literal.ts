import { Complex, makeFloat, makeInt, type Value } from '../../values/index.js';
import { syntaxError } from './syntax-error.js';

const prefixed = /0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)/y;
const decimal = /(?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?/y;
/** Words that may follow a number without a space: `1if x else 2`. */
const wordAfter = /(?:and|else|for|if|in|is|or|not)/y;
const wordStart = /[\p{XID_Start}_0-9]/u;

/** Python's limit on the decimal digits of an int, which keeps conversions fast. */
export const mostDigits = 4300;

/** Reads the number literal that starts at `start` (a digit, or a dot before a digit). */
export function readNumber(source: string, start: number): { end: number; value: Value } {
  return readPlainInt(source, start) ?? readAnyNumber(source, start);
}

/** Most numbers are a few decimal digits with nothing else behind them. */
function readPlainInt(source: string, start: number): { end: number; value: Value } | undefined {
  let end = start;
  let value = 0;
  for (let code = source.charCodeAt(end); code >= 48 && code <= 57; code = source.charCodeAt(++end)) {
    value = value * 10 + code - 48;
  }
  const next = source.charCodeAt(end);
  const goesOn = next === 46 || next === 95 || next >= 128 || (next >= 65 && next <= 90) || (next >= 97 && next <= 122);
  const hasLeadingZero = end - start > 1 && source.charCodeAt(start) === 48;
  return goesOn || hasLeadingZero || end === start || end - start > 15 ? undefined : { end, value };
}

function readAnyNumber(source: string, start: number): { end: number; value: Value } {
  const text = matchAt(prefixed, source, start) ?? matchAt(decimal, source, start) ?? '';
  const end = start + text.length;
  refuseTail(source, start, end, text);
  return { end, value: numberValue(text, start) };
}

function refuseTail(source: string, start: number, end: number, text: string): void {
  const next = source.slice(end, end + 2);
  const kind = /^0[xX]/.test(text)
    ? 'hexadecimal'
    : /^0[oO]/.test(text)
      ? 'octal'
      : /^0[bB]/.test(text)
        ? 'binary'
        : 'decimal';
  if (/^0[xXoObB]/.test(source.slice(start, start + 2)) && kind === 'decimal') {
    const name = { x: 'hexadecimal', o: 'octal', b: 'binary' }[source.charAt(start + 1).toLowerCase()];
    syntaxError(`invalid ${name} literal`, start, { end });
  }
  if (!wordStart.test(String.fromCodePoint(next.codePointAt(0) ?? 32))) return;
  if (!/^\d/.test(next) && matchAt(wordAfter, source, end) !== undefined) return;
  const digit = /^\d/.test(next) ? next.charAt(0) : undefined;
  if (digit && kind !== 'decimal') syntaxError(`invalid digit '${digit}' in ${kind} literal`, end, { end: end + 1 });
  const imaginary = /[jJ]$/.test(text) ? 'imaginary' : kind;
  syntaxError(`invalid ${imaginary} literal`, start, {
    end: end + 1,
    fix: 'a name cannot start with a digit; put an operator between the number and the name',
  });
}

function numberValue(text: string, start: number): Value {
  const digits = text.replaceAll('_', '');
  if (/^0[xXoObB]/.test(digits)) return makeInt(digits.length < 12 ? Number(digits) : BigInt(digits));
  if (/[jJ]$/.test(digits)) return new Complex(0, Number(digits.slice(0, -1)));
  if (/[.eE]/.test(digits)) return makeFloat(Number(digits));
  if (/^0+[1-9]/.test(digits)) {
    syntaxError('leading zeros in decimal integer literals are not permitted', start, {
      end: start + text.length,
      fix: `write ${digits.replace(/^0+/, '')}, or 0o${digits.replace(/^0+/, '')} for an octal number`,
    });
  }
  if (digits.length > mostDigits) {
    syntaxError(`an int literal has more than ${mostDigits} digits`, start, { end: start + text.length });
  }
  return digits.length < 16 ? Number(digits) : makeInt(BigInt(digits));
}

function matchAt(pattern: RegExp, source: string, start: number): string | undefined {
  pattern.lastIndex = start;
  const text = pattern.exec(source)?.[0];
  return text === '' ? undefined : text;
}
