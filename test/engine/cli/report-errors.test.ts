import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coloursFor } from '../../../engine/cli/report/colours.js';
import { exitCodeFor, formatErrors } from '../../../engine/cli/report/report-errors.js';
import { BundleError, BundleErrors } from '../../../engine/errors.js';

const colours = coloursFor({ isTTY: false });
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  file = join(folder, 'train.json');
  const long = `{"a": "${'x'.repeat(300)}", "loss": "@los", "b": "${'y'.repeat(300)}"}`;
  writeFileSync(file, `{\n\t"network": "$@netwrok.to(@device)",\n  "lr": 0.1\n}\n${long}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

function printed(error: unknown, verbose = false): string {
  return formatErrors(error, { colours, verbose, width: 80 }).replaceAll(folder, '<folder>');
}

const missing = (reference: string, suggestion?: string) =>
  ({ family: 'config', code: 'missing_reference', reference, suggestion }) as const;

describe('formatErrors', () => {
  it('shows control characters from a file, and does not let them act', () => {
    const path = join(folder, 'control.json');
    writeFileSync(path, '{"\u001b[31mred\u202e": 1}\n');
    const text = printed(new BundleError(missing('\u001b[2J'), { position: { file: path, line: 1, column: 1 } }));
    for (const mark of ['\u001b', '\u202e']) expect(text).not.toContain(mark);
    expect(text).toContain('@␛[2J');
    expect(text).toContain('{"␛[31mred');
  });

  it('shows place, source line, id, the way there, related places and the fix', () => {
    const error = new BundleError(missing('netwrok', 'network'), {
      id: 'train::trainer::network',
      position: { file, line: 2, column: 15 },
      chain: ['run::0', 'train::trainer', 'train::trainer::network'],
      related: [{ note: 'first set here', position: { file: 'base.json', line: 7, column: 3 } }],
    });
    expect(printed(error)).toMatchInlineSnapshot(`
      "<folder>/train.json:2:15  error: the reference @netwrok names nothing in the config
        2 │ 	"network": "$@netwrok.to(@device)",
          │ 	             ^
        id   train::trainer::network
        via  run::0 → train::trainer → train::trainer::network
        see  base.json:7:3 (first set here)
        fix  did you mean @network?
      "
    `);
  });

  it('names the option for a value from the command line, and shows no source line', () => {
    const failure = {
      family: 'command',
      code: 'unknown_option',
      option: 'max_epoch',
      suggestion: 'max_epochs',
    } as const;
    const error = new BundleError(failure, { id: 'max_epoch', position: { file: '--max_epoch', line: 1, column: 1 } });
    expect(printed(error)).toMatchInlineSnapshot(`
      "--max_epoch  error: --max_epoch names nothing that the config or the command knows
        id   max_epoch
        fix  did you mean --max_epochs?
      "
    `);
    expect(exitCodeFor(error)).toBe(2);
  });

  it('cuts a long source line around the caret', () => {
    const text = printed(new BundleError(missing('los', 'loss'), { position: { file, line: 5, column: 320 } }));
    expect(text).toMatchInlineSnapshot(`
      "<folder>/train.json:5:320  error: the reference @los names nothing in the config
        5 │ …xxxxxxxxxxx", "loss": "@los", "b": "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
          │                         ^
        fix  did you mean @loss?
      "
    `);
  });

  it('prints several errors together, the same one once, with their number', () => {
    const one = new BundleError(missing('a'), { id: 'x' });
    const errors = new BundleErrors([one, new BundleError(missing('b'), { id: 'y' }), one]);
    expect(printed(errors)).toMatchInlineSnapshot(`
      "error: the reference @a names nothing in the config
        id   x
        fix  define it, or correct the reference

      error: the reference @b names nothing in the config
        id   y
        fix  define it, or correct the reference

      2 errors
      "
    `);
    expect(exitCodeFor(errors)).toBe(1);
  });

  it('shows the stacks of an error and of its cause when asked', () => {
    const failure = { family: 'component', code: 'bad_input', component: 'Blur', problem: 'no image' } as const;
    const error = new BundleError(failure, { id: 'run::0', cause: new TypeError('x is not a function') });
    expect(printed(error)).toMatchInlineSnapshot(`
      "error: Blur: no image
        id   run::0
        fix  add --verbose to see where it came from
      "
    `);
    const verbose = printed(error, true);
    expect(verbose).toContain('caused by TypeError: x is not a function');
    expect(verbose).toMatch(/\n\s+at .*report-errors\.test\.ts/);
  });

  it('says how to learn more about an exception that is none of ours', () => {
    expect(printed(new RangeError('out of range'))).toMatchInlineSnapshot(`
      "error: RangeError: out of range
        fix  add --verbose to see where it came from
      "
    `);
    expect(printed('text')).toContain('error: text');
    expect(exitCodeFor(new RangeError('out of range'))).toBe(1);
  });

  it('paints on a terminal, unless NO_COLOR is set', () => {
    const error = new BundleError(missing('a', 'b'));
    const onTerminal = formatErrors(error, { colours: coloursFor({ isTTY: true }, {}) });
    expect(onTerminal).toContain('\u001b[31merror:\u001b[39m');
    const plain = formatErrors(error, { colours: coloursFor({ isTTY: true }, { NO_COLOR: '1' }) });
    expect(plain).not.toContain('\u001b');
  });
});
