import { allocate, spend } from '../budget.js';
import { isWide, pointIndex, textLength, textPoints, textSlice } from './code-points.js';

/** The part of a text between two indices, as Python's search methods read them; undefined where start is behind end. */
function between(text: string, start: number, end: number): { part: string; offset: number } | undefined {
  const length = textLength(text);
  const first = start < 0 ? Math.max(0, start + length) : start;
  const last = end > length ? length : end < 0 ? Math.max(0, end + length) : end;
  if (first > last) return undefined;
  spend(text.length / 64);
  return { part: first === 0 && last === length ? text : textSlice(text, first, last), offset: first };
}

/** Python's `find`: the index of the first occurrence, or −1. */
export function find(text: string, sought: string, start: number, end: number): number {
  const window = between(text, start, end);
  const at = window ? window.part.indexOf(sought) : -1;
  return window && at >= 0 ? window.offset + pointIndex(window.part, at) : -1;
}

/** Python's `rfind`. */
export function findLast(text: string, sought: string, start: number, end: number): number {
  const window = between(text, start, end);
  const at = window ? window.part.lastIndexOf(sought) : -1;
  return window && at >= 0 ? window.offset + pointIndex(window.part, at) : -1;
}

/** Python's `count`: occurrences that do not overlap. */
export function count(text: string, sought: string, start: number, end: number): number {
  const window = between(text, start, end);
  if (!window) return 0;
  if (sought === '') return textLength(window.part) + 1;
  let found = 0;
  for (let at = window.part.indexOf(sought); at >= 0; at = window.part.indexOf(sought, at + sought.length)) found++;
  return found;
}

export function startsWith(text: string, prefix: string, start: number, end: number): boolean {
  const window = between(text, start, end);
  return window?.part.startsWith(prefix) ?? false;
}

export function endsWith(text: string, suffix: string, start: number, end: number): boolean {
  const window = between(text, start, end);
  return window?.part.endsWith(suffix) ?? false;
}

/** Python's `replace`; a negative count replaces all. */
export function replace(text: string, old: string, replacement: string, most: number): string {
  const limit = most < 0 ? Infinity : most;
  const occurrences = Math.min(limit, count(text, old, 0, Infinity));
  if (occurrences === 0) return text;
  allocate(text.length + occurrences * Math.max(0, replacement.length - old.length));
  if (old === '') return insertBetween(text, replacement, limit);
  const parts: string[] = [];
  let from = 0;
  for (let turn = 0; turn < occurrences; turn++) {
    const at = text.indexOf(old, from);
    parts.push(text.slice(from, at));
    from = at + old.length;
  }
  parts.push(text.slice(from));
  return parts.join(replacement);
}

/** Puts `piece` before each character and at the end, up to `most` times. */
function insertBetween(text: string, piece: string, most: number): string {
  const points = isWide(text) ? textPoints(text) : text.split('');
  let result = '';
  points.forEach((point, index) => {
    result += index < most ? piece + point : point;
  });
  return points.length < most ? result + piece : result;
}
