import { blank } from '../../expression/text/whitespace.js';

export type Test = (point: number) => boolean;

const decimal = /^\p{Nd}$/u;
const word = /^[\p{L}\p{N}_]$/u;

function unicode(pattern: RegExp, ascii: Test): Test {
  return (point) => (point < 128 ? ascii(point) : pattern.test(String.fromCodePoint(point)));
}

const isAsciiDigit: Test = (point) => point >= 48 && point <= 57;
const isAsciiWord: Test = (point) =>
  isAsciiDigit(point) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122) || point === 95;
const isAsciiSpace: Test = (point) => point === 32 || (point >= 9 && point <= 13);

/** The test of a class escape, `\d`, `\w` or `\s`, for Unicode or ASCII only. */
export function classTest(letter: string, asciiOnly: boolean): Test | undefined {
  switch (letter) {
    case 'd':
      return asciiOnly ? isAsciiDigit : unicode(decimal, isAsciiDigit);
    case 'w':
      return asciiOnly ? isAsciiWord : unicode(word, isAsciiWord);
    case 's':
      return asciiOnly ? isAsciiSpace : unicode(blank, (point) => isAsciiSpace(point) || (point >= 28 && point <= 31));
    case 'D':
    case 'W':
    case 'S': {
      const test = classTest(letter.toLowerCase(), asciiOnly);
      return test && ((point) => !test(point));
    }
    default:
      return undefined;
  }
}

/** The code points that differ from this one in case only, itself included. */
export function caseVariants(point: number, asciiOnly: boolean): number[] {
  const text = String.fromCodePoint(point);
  const variants = [text.toLowerCase(), text.toUpperCase(), text.toUpperCase().toLowerCase()];
  const points = new Set([point]);
  for (const variant of variants) {
    const other = variant.codePointAt(0) ?? point;
    const isOne = String.fromCodePoint(other) === variant;
    if (isOne && (!asciiOnly || (other < 128 && point < 128))) points.add(other);
  }
  return [...points];
}

/** The same test without regard to case. */
export function ignoringCase(test: Test, asciiOnly: boolean): Test {
  return (point) => test(point) || caseVariants(point, asciiOnly).some(test);
}
