import type { Value } from '../../values/index.js';
import type { Arguments } from '../callables/arguments.js';
import { methods, statics } from '../callables/members.js';
import { bytesOf } from '../operators/equality.js';
import { subscript } from '../operators/subscript.js';
import { typeError } from '../raise.js';
import { capitalize, caseFold, isAllCase, isTitle, lower, swapCase, titled, toTitle, upper } from '../text/case.js';
import {
  everyCharacter,
  isAlphabetic,
  isAlphanumeric,
  isDecimal,
  isDigit,
  isIdentifier,
  isNumeric,
} from '../text/character-classes.js';
import { textLength } from '../text/code-points.js';
import { decode } from '../text/decode.js';
import { encode } from '../text/encode.js';
import { expandTabs, justify, zeroFill } from '../text/justify.js';
import { text } from '../text/repr.js';
import { isPrintable } from '../text/string-repr.js';
import { formatTemplate, keywordFields } from '../text/template-format.js';
import { makeTranslation, translate } from '../text/translate.js';
import { onlyBlank } from '../text/whitespace.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { partMethods, plainText } from './text-methods.js';
import { typeName } from './type-name.js';

const owner = { name: 'str', is: (value: Value): value is string => typeof value === 'string' };

export const stringType: PyType = new PyType({
  name: 'str',
  base: objectType,
  accepts: owner.is,
  construct: ['object?, encoding?, errors?', (args) => makeString(args)],
  members: [
    ...partMethods(owner, plainText),
    ...methods<string>(owner, {
      upper: ['', (self) => self.toUpperCase()],
      lower: ['', (self) => self.toLowerCase()],
      capitalize: ['', capitalize],
      title: ['', toTitle],
      swapcase: ['', swapCase],
      casefold: ['', caseFold],
      center: ["width, fillchar=' ', /", (self, args) => justify(self, args.size(0), fillOf(args), 'center')],
      ljust: ["width, fillchar=' ', /", (self, args) => justify(self, args.size(0), fillOf(args), 'ljust')],
      rjust: ["width, fillchar=' ', /", (self, args) => justify(self, args.size(0), fillOf(args), 'rjust')],
      zfill: ['width, /', (self, args) => zeroFill(self, args.size(0))],
      expandtabs: ['tabsize=8', (self, args) => expandTabs(self, args.size(0))],
      isalpha: ['', (self) => everyCharacter(self, isAlphabetic)],
      isdecimal: ['', (self) => everyCharacter(self, isDecimal)],
      isdigit: ['', (self) => everyCharacter(self, isDigit)],
      isnumeric: ['', (self) => everyCharacter(self, isNumeric)],
      isalnum: ['', (self) => everyCharacter(self, isAlphanumeric)],
      isascii: ['', (self) => /^\p{ASCII}*$/u.test(self)],
      isspace: ['', (self) => onlyBlank.test(self)],
      isprintable: ['', (self) => self === '' || everyCharacter(self, isPrintable)],
      isidentifier: ['', isIdentifier],
      isupper: ['', (self) => isAllCase(self, upper, [lower, titled])],
      islower: ['', (self) => isAllCase(self, lower, [upper, titled])],
      istitle: ['', isTitle],
      encode: ["encoding='utf-8', errors='strict'", (self, args) => encode(self, args.text(0), args.text(1))],
      format: ['*args, **kwargs', (self, args) => formatTemplate(self, keywordFields(args.rest, args.keywords))],
      format_map: [
        'mapping, /',
        (self, args) => formatTemplate(self, { positional: undefined, named: (name) => subscript(args.at(0), name) }),
      ],
      translate: ['table, /', (self, args) => translate(self, args.at(0))],
    }),
    ...statics(owner, { maketrans: ['x, y?, z?, /', (args) => makeTranslation(args)] }),
  ],
});

function fillOf(args: Arguments): string {
  const fill = args.at(1);
  if (typeof fill !== 'string') typeError(`The fill character must be a unicode character, not ${typeName(fill)}`);
  return textLength(fill) === 1 ? fill : typeError('The fill character must be exactly one character long');
}

function makeString(args: Arguments): string {
  if (!args.has(1) && !args.has(2)) return args.has(0) ? text(args.at(0)) : '';
  const value = args.at(0);
  const encoding = args.has(1) ? args.text(1) : 'utf-8';
  const errors = args.has(2) ? args.text(2) : 'strict';
  if (typeof value === 'string') typeError('decoding str is not supported');
  const bytes = args.has(0) ? bytesOf(value) : new Uint8Array();
  if (!bytes) typeError(`decoding to str: need a bytes-like object, ${typeName(value)} found`);
  return decode(bytes, encoding, errors);
}
