/** Digits that are no decimal digits: superscripts, circled and other numbered forms. */
const digitForms =
  /^[\p{Nd}\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]$/u;
/** Ideographs that mean a number. */
const numberIdeographs = new Set(
  '㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零參拾兩零六陸什𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭廾',
);

export function isAlphabetic(char: string): boolean {
  return /^\p{L}$/u.test(char);
}

export function isDecimal(char: string): boolean {
  return /^\p{Nd}$/u.test(char);
}

export function isDigit(char: string): boolean {
  return digitForms.test(char);
}

export function isNumeric(char: string): boolean {
  return /^\p{N}$/u.test(char) || numberIdeographs.has(char);
}

export function isAlphanumeric(char: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(char);
}

/** Whether the text is not empty and every character passes. */
export function everyCharacter(text: string, passes: (char: string) => boolean): boolean {
  for (const char of text) if (!passes(char)) return false;
  return text !== '';
}

export function isIdentifier(text: string): boolean {
  return /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(text);
}
