/** Paints text for a terminal, or leaves it as it is. */
export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const plain = (text: string): string => text;

const none: Colours = { bold: plain, dim: plain, red: plain, yellow: plain, green: plain, cyan: plain };

const paint =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

const ansi: Colours = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  yellow: paint(33, 39),
  green: paint(32, 39),
  cyan: paint(36, 39),
};

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function coloursFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Colours {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb' ? ansi : none;
}
