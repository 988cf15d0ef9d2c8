import { Dict, isFloat, Tuple, type Value } from '../values/index.js';

/** More values than this are not worth printing whole. */
const most = 10_000;

/** `{ data }` with a value as JSON has it, or nothing for what is no data, or too much of it. */
export function plainData(value: Value): { readonly data?: unknown } {
  let count = 0;
  const convert = (part: Value): unknown => {
    if (++count > most) throw new NotData();
    if (part === null || typeof part === 'boolean' || typeof part === 'string') return part;
    if (isFloat(part) || typeof part === 'number') return Number(part);
    if (Array.isArray(part)) return part.map(convert);
    if (part instanceof Tuple) return part.items.map(convert);
    if (part instanceof Dict) return Object.fromEntries([...part].map(([key, item]) => [String(key), convert(item)]));
    throw new NotData();
  };
  try {
    return { data: convert(value) };
  } catch (error) {
    if (error instanceof NotData) return {};
    throw error;
  }
}

class NotData extends Error {}
