/** A float as Python's `str` writes it: `0.25`, `1.0`, `1e-05`, `nan`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return twoDigitExponent(`${digits}e${power}`);
  }
  const count = digits.replace(/[-.]/g, '').length;
  const plain = exponent < 0 ? value.toFixed(count - 1 - exponent) : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** A float32 as NumPy 2 writes it: the shortest digits that read back as the same float32, with an exponent from 1e6 and below 1e-4. */
export function float32Text(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single) || single === 0) return floatText(single);
  let digits = 0;
  while (digits < 8 && Math.fround(Number(scientific(single, digits))) !== single) digits++;
  const short = scientific(single, digits);
  const magnitude = Math.abs(single);
  return magnitude >= 1e6 || magnitude < 1e-4 ? twoDigitExponent(short) : floatText(Number(short));
}

/** `1e-5` as C and Python write it: `1e-05`. */
export function twoDigitExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Fixed decimals of a number that is not negative, ties to even as in Python (JavaScript rounds them up). */
export function fixed(value: number, digits: number): string {
  if (value >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  return tiesToEven(value.toFixed(digits), value.toFixed(100), digits);
}

/** One digit, `digits` decimals and an exponent; ties to even. */
export function scientific(value: number, digits: number): string {
  const [rounded = '', power] = value.toExponential(digits).split('e');
  const [exact = '', exactPower] = value.toExponential(100).split('e');
  // A carry to the next power of ten is never a tie.
  return power === exactPower ? `${tiesToEven(rounded, exact, digits)}e${power}` : `${rounded}e${power}`;
}

/** `rounded`, or the decimals of `exact` cut off, where exactly half a unit is left and that ends in an even digit. */
function tiesToEven(rounded: string, exact: string, digits: number): string {
  const point = exact.indexOf('.');
  const rest = exact.slice(point + 1 + digits);
  if (!/^50*$/.test(rest)) return rounded;
  const cut = exact.slice(0, digits === 0 ? point : point + 1 + digits);
  return Number(cut.at(-1)) % 2 === 0 ? cut : rounded;
}
