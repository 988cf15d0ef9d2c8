const low = 0x00ff00ff;
const high = 0xff00ff00;

/**
 * Copies a plane whose rows run along the source's columns (a transposition, also turned or mirrored), in blocks of 4×4
 * bytes that are turned within four 32-bit words. The arguments are those of a plane copy in `strided-copy.ts`.
 *
 * @returns false, having done nothing, where the plane is of another kind or does not divide into aligned blocks
 */
export function transposeBytes(
  source: Uint8Array,
  offset: number,
  rows: number,
  rowStride: number,
  columns: number,
  columnStride: number,
  target: Uint8Array,
  at: number,
): boolean {
  if (Math.abs(rowStride) !== 1) return false;
  // Row r of the result is column `first + r` of the source, or from the last one backwards.
  const first = rowStride === 1 ? offset : offset - (rows - 1);
  const alignment = rows | columns | columnStride | first | at | source.byteOffset | target.byteOffset;
  if ((alignment & 3) !== 0) return false;
  const from = new Uint32Array(source.buffer, source.byteOffset, source.length >> 2);
  const to = new Uint32Array(target.buffer, target.byteOffset, target.length >> 2);
  const step = columnStride / 4;
  const width = columns / 4;
  const forwards = rowStride === 1;
  for (let block = 0; block < rows; block += 4) {
    const sourceColumn = (first + block) / 4;
    const row0 = at / 4 + (forwards ? block : rows - 1 - block) * width;
    turnColumn(from, sourceColumn, step, to, row0, forwards ? width : -width, width);
  }
  return true;
}

/** Four columns of the source become four rows of the target, `rowStep` words apart. */
function turnColumn(
  from: Uint32Array,
  start: number,
  step: number,
  to: Uint32Array,
  row0: number,
  rowStep: number,
  width: number,
): void {
  const row1 = row0 + rowStep;
  const row2 = row1 + rowStep;
  const row3 = row2 + rowStep;
  let at = start | 0;
  for (let word = 0; word < width; word++) {
    const a = from[at] as number;
    const b = from[at + step] as number;
    const c = from[at + 2 * step] as number;
    const d = from[at + 3 * step] as number;
    // Even and odd columns of two source rows each, paired up, then joined.
    const evenUpper = (a & low) | ((b & low) << 8);
    const oddUpper = ((a >>> 8) & low) | (b & high);
    const evenLower = (c & low) | ((d & low) << 8);
    const oddLower = ((c >>> 8) & low) | (d & high);
    to[row0 + word] = (evenUpper & 0xffff) | (evenLower << 16);
    to[row1 + word] = (oddUpper & 0xffff) | (oddLower << 16);
    to[row2 + word] = (evenUpper >>> 16) | (evenLower & 0xffff0000);
    to[row3 + word] = (oddUpper >>> 16) | (oddLower & 0xffff0000);
    at = (at + 4 * step) | 0;
  }
}
