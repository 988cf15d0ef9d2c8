/**
 * `target[i] = table[source[i]]` for a table of 256 bytes. Four bytes go as one 32-bit word where both arrays allow: that
 * halves the time. `target` may be `source`.
 */
export function lookUpBytes(table: Uint8Array, source: Uint8Array, target: Uint8Array): void {
  const size = source.length;
  let done = 0;
  if (((source.byteOffset | target.byteOffset) & 3) === 0) {
    const words = size >> 2;
    const from = new Uint32Array(source.buffer, source.byteOffset, words);
    const to = new Uint32Array(target.buffer, target.byteOffset, words);
    for (let index = 0; index < words; index++) {
      const word = from[index] as number;
      to[index] =
        (table[word & 255] as number) |
        ((table[(word >>> 8) & 255] as number) << 8) |
        ((table[(word >>> 16) & 255] as number) << 16) |
        ((table[word >>> 24] as number) << 24);
    }
    done = words << 2;
  }
  for (let index = done; index < size; index++) target[index] = table[source[index] as number] as number;
}

/** `target[i] = table[source[i]]` for a table of 256 float32 numbers, four at a time. */
export function lookUpFloats(table: Float32Array, source: Uint8Array, target: Float32Array): void {
  const size = source.length;
  const whole = size & ~3;
  for (let index = 0; index < whole; index += 4) {
    target[index] = table[source[index] as number] as number;
    target[index + 1] = table[source[index + 1] as number] as number;
    target[index + 2] = table[source[index + 2] as number] as number;
    target[index + 3] = table[source[index + 3] as number] as number;
  }
  for (let index = whole; index < size; index++) target[index] = table[source[index] as number] as number;
}
