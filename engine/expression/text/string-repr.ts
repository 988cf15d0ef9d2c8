const plain = /^[ -&(-[\]-~]*$/;
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;
const short: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A string as Python's `repr` writes it. */
export function stringRepr(text: string): string {
  if (plain.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const char of text) {
    if (char === quote) result += `\\${char}`;
    else if (short[char] !== undefined) result += short[char];
    else result += isPrintable(char) ? char : escaped(char);
  }
  return result + quote;
}

/** Python's `ascii`: `repr` with everything beyond ASCII escaped. */
export function asciiOnly(text: string): string {
  let result = '';
  for (const char of text) result += char > '\u007f' ? escaped(char) : char;
  return result;
}

/** Whether Python prints the character as it is. */
export function isPrintable(char: string): boolean {
  return char === ' ' || !unprintable.test(char);
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** Bytes as Python's `repr` writes them. */
export function bytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'";
  let result = `b${quote}`;
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (char === quote) result += `\\${char}`;
    else if (short[char] !== undefined) result += short[char];
    else result += byte >= 32 && byte < 127 ? char : `\\x${hex(byte, 2)}`;
  }
  return result + quote;
}
