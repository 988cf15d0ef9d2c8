/**
 * Undoes PNG's row filters in place. `bytes` holds `rows` rows of one filter byte and `rowBytes` filtered bytes each,
 * beginning at `start`.
 *
 * @param bpp bytes per pixel, at least 1
 * @throws Error for a filter that does not exist
 */
export function unfilter(bytes: Uint8Array, start: number, rows: number, rowBytes: number, bpp: number): void {
  for (let row = 0, at = start; row < rows; row++, at += rowBytes + 1) {
    const first = at + 1;
    const end = first + rowBytes;
    const above = first - rowBytes - 1;
    const filter = bytes[at] as number;
    switch (filter) {
      case 0:
        break;
      case 1:
        addLeft(bytes, first, end, bpp);
        break;
      case 2:
        if (row > 0) addAbove(bytes, first, end, above);
        break;
      case 3:
        addAverage(bytes, first, end, above, bpp, row === 0);
        break;
      case 4:
        if (row === 0) addLeft(bytes, first, end, bpp);
        else addPaeth(bytes, first, end, above, bpp);
        break;
      default:
        throw new Error(`its row ${row} has the unknown filter ${filter}`);
    }
  }
}

function addLeft(bytes: Uint8Array, first: number, end: number, bpp: number): void {
  for (let channel = 0; channel < bpp; channel++) {
    let left = 0;
    for (let index = first + channel; index < end; index += bpp) {
      left = ((bytes[index] as number) + left) & 255;
      bytes[index] = left;
    }
  }
}

function addAbove(bytes: Uint8Array, first: number, end: number, above: number): void {
  for (let index = first, up = above; index < end; index++, up++) {
    bytes[index] = (bytes[index] as number) + (bytes[up] as number);
  }
}

function addAverage(bytes: Uint8Array, first: number, end: number, above: number, bpp: number, topmost: boolean): void {
  for (let channel = 0; channel < bpp; channel++) {
    let left = 0;
    for (let index = first + channel, up = above + channel; index < end; index += bpp, up += bpp) {
      const over = topmost ? 0 : (bytes[up] as number);
      left = ((bytes[index] as number) + ((left + over) >> 1)) & 255;
      bytes[index] = left;
    }
  }
}

function addPaeth(bytes: Uint8Array, first: number, end: number, above: number, bpp: number): void {
  if (bpp === 3) {
    addPaethRgb(bytes, first, end, above);
    return;
  }
  for (let channel = 0; channel < bpp; channel++) {
    let left = 0;
    let corner = 0;
    for (let index = first + channel, up = above + channel; index < end; index += bpp, up += bpp) {
      const over = bytes[up] as number;
      left = ((bytes[index] as number) + paeth(left, over, corner)) & 255;
      bytes[index] = left;
      corner = over;
    }
  }
}

/** Three channels side by side: each waits for its own left neighbour only, so the processor overlaps them. */
function addPaethRgb(bytes: Uint8Array, first: number, end: number, above: number): void {
  let [left0, left1, left2, corner0, corner1, corner2] = [0, 0, 0, 0, 0, 0];
  for (let index = first, up = above; index < end; index += 3, up += 3) {
    const over0 = bytes[up] as number;
    const over1 = bytes[up + 1] as number;
    const over2 = bytes[up + 2] as number;
    left0 = ((bytes[index] as number) + paeth(left0, over0, corner0)) & 255;
    left1 = ((bytes[index + 1] as number) + paeth(left1, over1, corner1)) & 255;
    left2 = ((bytes[index + 2] as number) + paeth(left2, over2, corner2)) & 255;
    bytes[index] = left0;
    bytes[index + 1] = left1;
    bytes[index + 2] = left2;
    corner0 = over0;
    corner1 = over1;
    corner2 = over2;
  }
}

/**
 * The neighbour nearest to left + above − corner; ties in the order left, above, corner. The nearest is the smaller or the
 * larger of left and above where 3·corner lies beyond the larger or the smaller plus both, and the corner between. Masks instead of branches: on
 * photographs every other branch would be mispredicted.
 */
function paeth(left: number, above: number, corner: number): number {
  const balance = 3 * corner - left - above;
  const difference = left - above;
  const below = difference & (difference >> 31);
  const low = above + below;
  const high = left - below;
  const lowOrCorner = low + ((corner - low) & ((balance - high) >> 31));
  return high + ((lowOrCorner - high) & ((low - balance) >> 31));
}
