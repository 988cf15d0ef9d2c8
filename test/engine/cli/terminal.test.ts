import { describe, expect, it } from 'vitest';
import { coloursFor } from '../../../engine/cli/report/colours.js';
import { durationText } from '../../../engine/cli/report/progress-text.js';
import { formatSummary } from '../../../engine/cli/report/summary.js';
import { Terminal } from '../../../engine/cli/report/terminal.js';

const colours = coloursFor({ isTTY: false });

function screens(isTTY: boolean) {
  const written: string[] = [];
  const screen = { isTTY, columns: 100, write: (text: string) => void written.push(text) };
  let time = 0;
  const terminal = new Terminal({ stdout: screen, stderr: screen, now: () => time, colours });
  return {
    terminal,
    written,
    wait: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

describe('Terminal', () => {
  it('draws a bar with share, count, rate, time left and note', () => {
    const { terminal, written, wait } = screens(true);
    const bar = terminal.start({ label: 'Epoch 1/2', total: 10, unit: 'steps' });
    wait(2);
    bar.tick(4, 'loss 0.5');
    expect(written.at(-1)?.replace('\r\u001b[2K', '')).toBe(
      'Epoch 1/2       ━━━━━━━━━━───────────────   40%  4/10 steps  2.0/s  3.0 s left  loss 0.5',
    );
  });

  it('keeps the bar below other text and leaves a line when the task is done', () => {
    const { terminal, written, wait } = screens(true);
    const bar = terminal.start({ label: 'Caching', total: 4 });
    terminal.streams.stdout.write('a line\n');
    expect(written.slice(-3, -1)).toEqual(['\r\u001b[2K', 'a line\n']);
    wait(1);
    bar.tick(4);
    bar.done();
    bar.done();
    expect(written.filter((text) => text === 'Caching: 4, 1.0 s, 4.0/s\n')).toHaveLength(1);
    expect(written.at(-1)).toBe('Caching: 4, 1.0 s, 4.0/s\n');
  });

  it('shows the innermost of nested tasks', () => {
    const { terminal, written, wait } = screens(true);
    terminal.start({ label: 'outer', total: 2 });
    const inner = terminal.start({ label: 'inner' });
    wait(1);
    inner.tick(3);
    expect(written.at(-1)).toContain('inner           3  3.0/s');
    inner.done();
    expect(written.at(-1)).toContain('outer');
  });

  it('does not draw more often than the eye can follow', () => {
    const { terminal, written } = screens(true);
    const bar = terminal.start({ label: 'x', total: 1000 });
    for (let index = 0; index < 1000; index++) bar.tick();
    expect(written).toHaveLength(1);
  });

  it('writes a line every ten seconds where there is no terminal, and none for short tasks', () => {
    const { terminal, written, wait } = screens(false);
    const bar = terminal.start({ label: 'Epoch 1', total: 40, unit: 'steps' });
    for (let step = 0; step < 40; step++) {
      wait(1);
      bar.tick(1, `loss ${step}`);
    }
    bar.done('loss 0.1');
    terminal.start({ label: 'short' }).done();
    expect(written).toEqual([
      'Epoch 1: 10/40 steps (25%), 1.0/s, 30 s left, loss 9\n',
      'Epoch 1: 20/40 steps (50%), 1.0/s, 20 s left, loss 19\n',
      'Epoch 1: 30/40 steps (75%), 1.0/s, 10 s left, loss 29\n',
      'Epoch 1: 40/40 steps (100%), 1.0/s, loss 39\n',
      'Epoch 1: 40 steps, 40 s, 1.0/s, loss 0.1\n',
    ]);
  });
});

describe('durationText', () => {
  it.each([
    [0.42, '0.4 s'],
    [17.3, '17 s'],
    [125, '2:05 min'],
    [3723, '1:02:03 h'],
  ])('writes %s seconds', (seconds, text) => expect(durationText(seconds)).toBe(text));
});

describe('formatSummary', () => {
  it('lists outputs by kind, and counts many files of one folder', () => {
    const images = Array.from({ length: 9 }, (_, index) => ({ kind: 'images', path: `eval/${index}.png` }) as const);
    const outputs = [
      ...images,
      { kind: 'checkpoint', path: 'models/model.pt', note: 'best Dice 0.91' },
      { kind: 'checkpoint', path: 'models/last.pt' },
      { kind: 'metrics', path: '/elsewhere/metrics.csv' },
    ] as const;
    expect(formatSummary(outputs, { seconds: 65, interrupted: false, colours })).toMatchInlineSnapshot(`
      "finished in 1:05 min
        checkpoints models/model.pt (best Dice 0.91)
                    models/last.pt
        metrics     /elsewhere/metrics.csv
        images      eval/ (9 files, such as 0.png)
      "
    `);
    expect(formatSummary([], { seconds: 1, interrupted: true, colours })).toBe('interrupted in 1.0 s\n');
  });
});
