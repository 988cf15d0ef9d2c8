import { makeFloat, makeInt, type Value } from '../values/index.js';

/** What a plain YAML scalar means, and whether YAML 1.1 and 1.2 disagree about it. */
export interface PlainScalar {
  readonly value: Value;
  readonly disputed: boolean;
}

const plain = (value: Value): PlainScalar => ({ value, disputed: false });
const disputed = (value: Value): PlainScalar => ({ value, disputed: true });

const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const oldFloatPattern = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const clockPattern = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(\.[0-9_]*)?$/;
const datePattern = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?$/;

/**
 * Reads an unquoted scalar: numbers as YAML 1.2 has them (`1e-3` is 0.001), and where YAML 1.1 reads a value that 1.2
 * reads differently (`yes`, `010`, `1:30`, `1_000`), 1.1's, because that is what MONAI reads.
 */
export function readPlainScalar(text: string): PlainScalar {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return plain(null);
    case 'true':
    case 'True':
    case 'TRUE':
      return plain(true);
    case 'false':
    case 'False':
    case 'FALSE':
      return plain(false);
    default:
      break;
  }
  if (/^(?:yes|Yes|YES|on|On|ON)$/.test(text)) return disputed(true);
  if (/^(?:no|No|NO|off|Off|OFF)$/.test(text)) return disputed(false);
  return /^[-+.0-9]/.test(text) ? readNumber(text) : plain(text);
}

function readNumber(text: string): PlainScalar {
  if (/^[-+]?(?:0|[1-9][0-9]*)$/.test(text)) return plain(makeInt(BigInt(text.replace(/^\+/, ''))));
  if (/^0x[0-9a-fA-F]+$/.test(text)) return plain(makeInt(BigInt(text)));
  if (/^0o[0-7]+$/.test(text)) return disputed(makeInt(BigInt(text)));
  const special = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (special) return plain(special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return plain(Number.NaN);
  if (/^[-+]?0[0-9]+$/.test(text)) {
    // A leading zero is octal in 1.1 and ignored in 1.2; 08 and 09 are no octal numbers, so 1.1 reads text.
    return disputed(/[89]/.test(text) ? text : signedInteger(text, '0o'));
  }
  if (floatPattern.test(text)) return plain(makeFloat(Number(text)));
  return readOldNumber(text);
}

/** Numbers that only YAML 1.1 knows. */
function readOldNumber(text: string): PlainScalar {
  const digits = text.replaceAll('_', '');
  if (/^[-+]?0b[0-1_]+$/.test(text)) return disputed(signedInteger(digits, ''));
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(text)) return disputed(signedInteger(digits, ''));
  if (/^[-+]?0[0-7_]+$/.test(text)) return disputed(signedInteger(digits, '0o'));
  if (/^[-+]?[1-9][0-9_]*$/.test(text)) return disputed(signedInteger(digits, ''));
  if (oldFloatPattern.test(text)) return disputed(makeFloat(Number(digits)));
  if (clockPattern.test(text)) return readClock(text, digits);
  // 1.1 reads a date; there is no such value here, so it stays the text that 1.2 reads.
  if (datePattern.test(text)) return disputed(text);
  return plain(text);
}

function signedInteger(text: string, prefix: '' | '0o'): Value {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '');
  if (!/^(?:0[bxX])?[0-9a-fA-F]+$/.test(digits)) return text;
  return makeInt(BigInt(prefix + (prefix === '0o' ? digits.replace(/^0+(?=.)/, '') : digits)) * sign);
}

/** `1:30` is 90: numbers to the base of 60. */
function readClock(text: string, digits: string): PlainScalar {
  const isFloat = text.includes('.');
  if (!isFloat && !/^[-+]?[1-9]/.test(text)) return plain(text);
  const sign = digits.startsWith('-') ? -1 : 1;
  const parts = digits.replace(/^[-+]/, '').split(':');
  const total = parts.reduce((sum, part) => sum * 60 + Number(part), 0) * sign;
  return disputed(isFloat ? makeFloat(total) : makeInt(total));
}
