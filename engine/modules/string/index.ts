import { raise, valueError } from '../../expression/raise.js';
import { repr, text } from '../../expression/text/repr.js';
import { splitWords } from '../../expression/text/whitespace.js';
import { PyType } from '../../expression/types/python-type.js';
import { type Exposed, exposed, operation, property } from '../../registry/exposed.js';
import type { Dict, Value } from '../../values/index.js';
import { dictEntries } from '../collections/dict-kinds.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** `string.Template`: a text with `$name` and `${name}` to be filled in. */
class Template {
  static readonly [exposed]: Exposed = {
    template: property(),
    substitute: operation((self, positional, keywords) => filled(self, positional, keywords, true)),
    safe_substitute: operation((self, positional, keywords) => filled(self, positional, keywords, false)),
  };

  constructor(readonly template: string) {}

  fill(values: Dict, strict: boolean): string {
    return this.template.replace(
      /\$(?:(\$)|([_a-z]\w*)|\{([_a-z]\w*)\}|)/gi,
      (all, dollar?: string, plain?: string, braced?: string) => {
        if (dollar) return '$';
        const name = plain ?? braced;
        if (name === undefined) return strict ? valueError('Invalid placeholder in string') : all;
        const value = values.get(name);
        if (value === undefined) return strict ? raise('KeyError', repr(name)) : all;
        return text(value);
      },
    );
  }
}

function filled(
  self: object,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  strict: boolean,
): Value {
  return self instanceof Template ? self.fill(dictEntries(positional[0], keywords), strict) : null;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const whitespace = ' \t\n\r\v\f';

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** Python's `string`. */
export const stringModule = new TableModule(
  'string',
  members(
    [
      fn('capwords', 's, sep=None', (a) => {
        const source = a.text('s');
        if (a.isNone('sep')) return splitWords(source, Number.POSITIVE_INFINITY).map(capitalized).join(' ');
        return source.split(a.text('sep')).map(capitalized).join(a.text('sep'));
      }),
    ],
    {
      ascii_letters: lower + upper,
      ascii_lowercase: lower,
      ascii_uppercase: upper,
      digits,
      hexdigits: '0123456789abcdefABCDEF',
      octdigits: '01234567',
      punctuation,
      whitespace,
      printable: digits + lower + upper + punctuation + whitespace,
      Template: new PyType({
        name: 'string.Template',
        accepts: (value) => value instanceof Template,
        construct: ['template', (args) => new Template(args.text(0))],
      }),
    },
  ),
);
