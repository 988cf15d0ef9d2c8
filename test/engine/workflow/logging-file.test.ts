import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BundleError } from '../../../engine/errors.js';
import { getLogger, rootLogger } from '../../../engine/types/log.js';
import { redirectStreams } from '../../../engine/types/streams.js';
import { formatDate, formatRecord } from '../../../engine/workflow/logging/format-record.js';
import { applyLoggingFile } from '../../../engine/workflow/logging/logging-file.js';

let folder: string;
let out: string;
let err: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logging-'));
  out = '';
  err = '';
  redirectStreams({
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
  });
});

afterEach(() => {
  redirectStreams(null);
  rmSync(folder, { recursive: true });
});

function configure(text: string): () => void {
  const file = join(folder, 'logging.conf');
  writeFileSync(file, text);
  return applyLoggingFile(file);
}

function withHandler(handler: string, more = ''): string {
  return `[loggers]
keys=root${more === '' ? '' : ',engine'}
[handlers]
keys=h
[formatters]
keys=f
[logger_root]
level=INFO
handlers=h
[handler_h]
${handler}
formatter=f
[formatter_f]
format=%(levelname)s %(name)s: %(message)s
${more}`;
}

describe('applyLoggingFile', () => {
  it('sends records to standard output and puts the loggers back', () => {
    const undo = configure(withHandler('class=StreamHandler\nlevel=INFO\nargs=(sys.stdout,)'));
    getLogger('monai.test').info('epoch 1');
    getLogger('monai.test').debug('hidden');
    undo();
    getLogger('monai.test').info('after');
    expect(out).toBe('INFO monai.test: epoch 1\n');
    expect(rootLogger.handlers).toEqual([]);
  });

  it('keeps the levels of logger and handler apart', () => {
    const undo = configure(withHandler('class=logging.StreamHandler\nlevel=ERROR\nargs=(sys.stderr,)'));
    getLogger('a').warning('low');
    getLogger('a').error('high');
    undo();
    expect(err).toBe('ERROR a: high\n');
  });

  it('appends to a file, and starts it anew with mode w', () => {
    const path = join(folder, 'deep', 'train.log');
    for (const [mode, text] of [
      ['a', 'one'],
      ['a', 'two'],
      ['w', 'three'],
    ] as const) {
      const undo = configure(withHandler(`class=FileHandler\nargs=('${path}', '${mode}')`));
      getLogger('a').info(text);
      undo();
      const lines = readFileSync(path, 'utf8').trim().split('\n');
      expect(lines.at(-1)).toBe(`INFO a: ${text}`);
      expect(lines).toHaveLength(text === 'two' ? 2 : 1);
    }
  });

  it('gives a named logger its own level and keeps records from its parents', () => {
    const more = '[logger_engine]\nlevel=DEBUG\nhandlers=h\nqualname=ignite.engine\npropagate=0\n';
    const undo = configure(withHandler('class=StreamHandler\nargs=(sys.stdout,)', more));
    getLogger('ignite.engine.x').debug('step');
    undo();
    expect(out).toBe('DEBUG ignite.engine.x: step\n');
  });

  it('reads continued lines, comments and colons', () => {
    const undo = configure(
      '; comment\n[loggers]\nkeys: root\n[handlers]\nkeys=\n  h\n[formatters]\nkeys=\n# x\n[logger_root]\nhandlers=h\nlevel=10\n[handler_h]\nclass=StreamHandler\nargs=(sys.stdout,)',
    );
    getLogger('a').debug('plain');
    undo();
    expect(out).toBe('plain\n');
  });

  it.each([
    ['an unknown class', 'class=StreamHandlr\nargs=()', 11],
    ['args that are code', "class=FileHandler\nargs=(os.path.join('a', 'b'),)", 12],
    ['an unknown level', 'class=StreamHandler\nlevel=LOUD', 12],
  ])('refuses %s, with its line', (_, handler, line) => {
    let caught: unknown;
    try {
      configure(withHandler(handler));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(BundleError);
    expect(caught).toMatchObject({ code: 'logging_config', position: { line } });
  });

  it('refuses a missing section and a line that is none', () => {
    expect(() => configure('[loggers]\nkeys=root\n')).toThrow(/logger_root/);
    expect(() => configure('keys=root\n')).toThrow(/section/);
    expect(() => configure('[loggers]\nkeys\n')).toThrow(/key = value/);
  });
});

describe('formatRecord', () => {
  const record = { name: 'a.b', level: 30, message: 'm', created: new Date(2024, 4, 3, 4, 5, 6, 78).getTime() };

  it.each([
    ['%(asctime)s - %(levelname)s', '2024-05-03 04:05:06,078 - WARNING'],
    ['[%(levelname)-9s] %(name)5s|%(levelno)04d%%', '[WARNING  ]   a.b|0030%'],
    ['%(msecs)03d %(created).1f', `078 ${(record.created / 1000).toFixed(1)}`],
    ['%(lineno)s%(message).1s', 'm'],
  ])('writes %s', (format, line) => {
    expect(formatRecord(record, { format })).toBe(line);
  });

  it("formats dates by strftime's letters", () => {
    expect(formatDate(new Date(record.created), '%d %b %y, %I:%M %p %A %%')).toBe('03 May 24, 04:05 AM Friday %');
  });
});
