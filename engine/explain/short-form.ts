import { repr } from '../expression/text/repr.js';
import { typeName } from '../expression/types/type-name.js';
import { Dict, isFloat, Tuple, type Value } from '../values/index.js';

/** Characters that a short form may have, about. */
const widest = 160;

/** A value in about one line of Python: the first items of a long list, the start of a long text, and how much there is. */
export function shortForm(value: Value, room = widest): string {
  if (typeof value === 'string') {
    return value.length <= room ? repr(value) : `${repr(value.slice(0, room))}… (${value.length} characters)`;
  }
  if (Array.isArray(value)) return enclosed('[', value, ']', room, shortForm);
  if (value instanceof Tuple) return enclosed('(', value.items, value.items.length === 1 ? ',)' : ')', room, shortForm);
  if (value instanceof Dict) {
    const pair = ([key, item]: readonly [Value, Value], left: number): string =>
      `${repr(key)}: ${shortForm(item, Math.max(20, left))}`;
    return enclosed('{', [...value], '}', room, pair);
  }
  if (value === null || typeof value !== 'object' || isFloat(value)) return repr(value);
  return cut(withoutAddress(value), room);
}

/** `<BasicUNet>` says all of `<BasicUNet object at 0x…>` that is worth reading. */
function withoutAddress(value: object): string {
  try {
    return repr(value).replace(/^<(\S+) object at 0x[0-9a-f]+>$/, '<$1>');
  } catch {
    return `<${typeName(value)}>`;
  }
}

function enclosed<T>(
  open: string,
  items: readonly T[],
  close: string,
  room: number,
  write: (item: T, room: number) => string,
): string {
  let text = open;
  for (const [index, item] of items.entries()) {
    const left = room - text.length;
    if (left < 12 && index > 0) return `${text}, … (${items.length} in all)${close}`;
    text += (index > 0 ? ', ' : '') + write(item, Math.max(12, left));
  }
  return text + close;
}

/** A text on one line, with its end left out where it is longer than `room`. */
export function cut(text: string, room = widest): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length <= room ? line : `${line.slice(0, room - 1)}…`;
}
