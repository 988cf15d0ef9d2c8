import { Tuple, type Value } from '../../values/index.js';
import { allocate, allocateItems, spend } from '../budget.js';
import { type Arguments, asSize } from '../callables/arguments.js';
import { type Member, methods, type Owner } from '../callables/members.js';
import { isIterable, items } from '../operators/iterate.js';
import { typeError, valueError } from '../raise.js';
import { textPoints } from '../text/code-points.js';
import { count, endsWith, find, findLast, replace, startsWith } from '../text/search.js';
import { partition, partitionRight, splitAt, splitAtRight, splitLines } from '../text/split.js';
import { splitWords, splitWordsRight, stripLeft, stripRight } from '../text/whitespace.js';
import { typeName } from './type-name.js';

/**
 * How str, bytes and bytearray hold text: their searching, splitting and joining methods are the same, on strings or on
 * bytes seen as strings of Latin-1.
 */
export interface TextKind<S extends Value> {
  readonly isBytes: boolean;
  /** The text of a value of this kind, or TypeError with a message about this argument. */
  read(value: Value, refusal: (found: string) => string): string;
  /** A value of the kind of `self`. */
  write(text: string, self: S): Value;
  /** Whether `value` can be an argument: text of this kind. */
  accepts(value: Value): boolean;
}

export const plainText: TextKind<string> = {
  isBytes: false,
  read: (value, refusal) => (typeof value === 'string' ? value : typeError(refusal(typeName(value)))),
  write: (text) => text,
  accepts: (value) => typeof value === 'string',
};

/** The methods that strings and bytes share. */
export function partMethods<S extends Value>(owner: Owner<S>, kind: TextKind<S>): [string, Member][] {
  const ownText = (self: S): string => kind.read(self, () => '');
  const textOf = (args: Arguments, index: number): string =>
    kind.read(args.at(index), (found) =>
      kind.isBytes
        ? `a bytes-like object is required, not '${found}'`
        : `${args.callee}() argument${args.callee === 'replace' ? ` ${index + 1}` : ''} must be str, not ${found}`,
    );
  const sought = (args: Arguments): string =>
    kind.read(args.at(0), (found) =>
      kind.isBytes ? `argument should be integer or bytes-like object, not '${found}'` : `must be str, not ${found}`,
    );
  const list = (parts: readonly string[], self: S): Value[] => {
    allocateItems(parts.length);
    spend(parts.length);
    return parts.map((part) => kind.write(part, self));
  };
  const tuple = (parts: readonly string[], self: S): Tuple => new Tuple(list(parts, self));
  const search =
    (seek: typeof find, isStrict: boolean) =>
    (self: S, args: Arguments): Value => {
      const [start, end] = limits(args);
      const at = seek(ownText(self), sought(args), start, end);
      if (at < 0 && isStrict) valueError(kind.isBytes ? 'subsection not found' : 'substring not found');
      return at;
    };
  const affix =
    (test: typeof startsWith, name: string) =>
    (self: S, args: Arguments): Value => {
      const first = args.at(0);
      const wanted = kind.isBytes ? 'bytes or a tuple of bytes' : 'str or a tuple of str';
      const [start, end] = limits(args);
      const choices = first instanceof Tuple ? first.items : [first];
      return choices.some((choice) => {
        const affixText = kind.read(choice, (found) =>
          first instanceof Tuple
            ? kind.isBytes
              ? `a bytes-like object is required, not '${found}'`
              : `tuple for ${name} must only contain str, not ${found}`
            : `${name} first arg must be ${wanted}, not ${found}`,
        );
        return test(ownText(self), affixText, start, end);
      });
    };
  const strip =
    (sides: 'left' | 'right' | 'both') =>
    (self: S, args: Arguments): Value => {
      const refusal = (found: string): string =>
        kind.isBytes ? `a bytes-like object is required, not '${found}'` : `${args.callee} arg must be None or str`;
      const characters = args.isNone(0) ? undefined : kind.read(args.at(0), refusal);
      return kind.write(stripped(ownText(self), characters, sides, kind.isBytes), self);
    };
  const split =
    (fromRight: boolean) =>
    (self: S, args: Arguments): Value => {
      const most = args.size(1) < 0 ? Infinity : args.size(1);
      const text = ownText(self);
      if (args.isNone(0)) {
        const blanked = kind.isBytes ? maskedBlanks(text) : text;
        const words = fromRight ? splitWordsRight(blanked, most) : splitWords(blanked, most);
        return list(kind.isBytes ? words.map(unmasked) : words, self);
      }
      const separator = kind.read(args.at(0), (found) =>
        kind.isBytes ? `a bytes-like object is required, not '${found}'` : `must be str or None, not ${found}`,
      );
      if (separator === '') valueError('empty separator');
      return list(fromRight ? splitAtRight(text, separator, most) : splitAt(text, separator, most), self);
    };
  const parted =
    (part: typeof partition) =>
    (self: S, args: Arguments): Value => {
      const separator = kind.read(args.at(0), (found) =>
        kind.isBytes ? `a bytes-like object is required, not '${found}'` : `must be str, not ${found}`,
      );
      if (separator === '') valueError('empty separator');
      return tuple(part(ownText(self), separator), self);
    };
  return methods<S>(owner, {
    find: ['sub, start=None, end=None, /', search(find, false)],
    rfind: ['sub, start=None, end=None, /', search(findLast, false)],
    index: ['sub, start=None, end=None, /', search(find, true)],
    rindex: ['sub, start=None, end=None, /', search(findLast, true)],
    count: [
      'sub, start=None, end=None, /',
      (self, args) => {
        const [start, end] = limits(args);
        return count(ownText(self), sought(args), start, end);
      },
    ],
    startswith: ['prefix, start=None, end=None, /', affix(startsWith, 'startswith')],
    endswith: ['suffix, start=None, end=None, /', affix(endsWith, 'endswith')],
    replace: [
      'old, new, count=-1, /',
      (self, args) => kind.write(replace(ownText(self), textOf(args, 0), textOf(args, 1), args.size(2)), self),
    ],
    strip: ['chars=None, /', strip('both')],
    lstrip: ['chars=None, /', strip('left')],
    rstrip: ['chars=None, /', strip('right')],
    split: ['sep=None, maxsplit=-1', split(false)],
    rsplit: ['sep=None, maxsplit=-1', split(true)],
    splitlines: [
      'keepends=False',
      (self, args) => list(splitLines(ownText(self), args.size(0) !== 0, kind.isBytes), self),
    ],
    partition: ['sep, /', parted(partition)],
    rpartition: ['sep, /', parted(partitionRight)],
    removeprefix: [
      'prefix, /',
      (self, args) => {
        const prefix = textOf(args, 0);
        return ownText(self).startsWith(prefix) ? kind.write(ownText(self).slice(prefix.length), self) : self;
      },
    ],
    removesuffix: [
      'suffix, /',
      (self, args) => {
        const [text, suffix] = [ownText(self), textOf(args, 0)];
        return suffix !== '' && text.endsWith(suffix) ? kind.write(text.slice(0, -suffix.length), self) : self;
      },
    ],
    join: ['iterable, /', (self, args) => kind.write(joined(ownText(self), args.at(0), kind), self)],
  });
}

/** The range that a search is limited to. */
function limits(args: Arguments): [start: number, end: number] {
  return [limit(args, 1, 0), limit(args, 2, Infinity)];
}

/** An optional index of a search; None stands for `fallback`. */
function limit(args: Arguments, index: number, fallback: number): number {
  if (args.isNone(index)) return fallback;
  const value = args.at(index);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value !== 'bigint' && typeof value !== 'boolean') {
    typeError('slice indices must be integers or None or have an __index__ method');
  }
  return typeof value === 'bigint' ? Number(value) : asSize(value);
}

function stripped(
  text: string,
  characters: string | undefined,
  sides: 'left' | 'right' | 'both',
  isBytes: boolean,
): string {
  if (characters === undefined && !isBytes) {
    const left = sides === 'right' ? text : stripLeft(text);
    return sides === 'left' ? left : stripRight(left);
  }
  const removed = new Set(textPoints(characters ?? ' \t\n\r\v\f'));
  const points = textPoints(text);
  let [start, end] = [0, points.length];
  if (sides !== 'right') while (start < end && removed.has(points[start] ?? '')) start++;
  if (sides !== 'left') while (end > start && removed.has(points[end - 1] ?? '')) end--;
  return points.slice(start, end).join('');
}

const separators = '\\u001c-\\u001f';
const foreignBlanks = new RegExp(`[${separators}\\x85\\xa0]`, 'g');

/** Bytes count only ASCII white space: everything else that strings call blank is moved out of the way and back. */
function maskedBlanks(text: string): string {
  return text.replace(foreignBlanks, (char) => String.fromCharCode(char.charCodeAt(0) + 0xe000));
}

function unmasked(text: string): string {
  return text.replace(/[\ue01c-\ue0ff]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xe000));
}

function joined<S extends Value>(separator: string, source: Value, kind: TextKind<S>): string {
  if (!isIterable(source)) typeError('can only join an iterable');
  const parts: string[] = [];
  for (const item of items(source)) {
    const index = parts.length;
    const part = kind.read(item, (found) =>
      kind.isBytes
        ? `sequence item ${index}: expected a bytes-like object, ${found} found`
        : `sequence item ${index}: expected str instance, ${found} found`,
    );
    allocate(part.length + separator.length);
    parts.push(part);
  }
  return parts.join(separator);
}
