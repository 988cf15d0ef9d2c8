import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type LaunchEnd, type LaunchOptions, launch } from '../../../engine/parallel/launch.js';
import { builtFile } from '../../../engine/types/package-files.js';

const entry = builtFile('scripts/parallel/failing-rank');

/** Launches ranks of which the second goes wrong; what they wrote, and when each was started as which process. */
async function misbehave(how: string, options: Partial<LaunchOptions> = {}) {
  let out = '';
  let err = '';
  const write = {
    stdout: {
      write: (text: string) => {
        out += text;
      },
    },
    stderr: {
      write: (text: string) => {
        err += text;
      },
    },
  };
  const end = await launch({ entry, words: [how, '1'], ranks: 2, ...write, ...options });
  return { end, out, err, processes: [...out.matchAll(/as (\d+)/g)].map(([, id]) => Number(id)) };
}

function alive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

const left = (): string[] => readdirSync('/dev/shm').filter((name) => name.startsWith(`medbundle-${process.pid}-`));

describe('launch', () => {
  const causes = ({ failed }: LaunchEnd) => failed && { rank: failed.rank, code: failed.code, signal: failed.signal };

  it.each([
    ['exit', { rank: 1, code: 7, signal: null }, 7],
    ['kill', { rank: 1, code: null, signal: 'SIGKILL' }, 137],
    ['crash', { rank: 1, code: null, signal: 'SIGABRT' }, 134],
  ])('ends all ranks when one does this: %s', async (how, cause, code) => {
    const { end, out, processes } = await misbehave(how);
    expect(causes(end)).toEqual(cause);
    expect(end.code).toBe(code);
    expect(end.ends).toHaveLength(2);
    expect(processes).toHaveLength(2);
    expect(processes.filter(alive)).toEqual([]);
    expect(out).toMatch(/^\[rank 1\] rank 1 is ready/m);
    expect(out).toMatch(/^rank 0 is ready/m);
  });

  it('tells what the rank said, with its stack', async () => {
    const { end } = await misbehave('throw', { ranks: 3 });
    expect(causes(end)).toEqual({ rank: 1, code: 1, signal: null });
    expect(end.failed?.report).toContain('this rank was told to fail');
    expect(end.failed?.report).toMatch(/at .*failing-rank/);
    for (const { rank, blames } of end.ends) expect(blames).toBe(rank === 1 ? null : 1);
  });

  it('ends ranks that wait for one that went too early', async () => {
    const { end, processes } = await misbehave('leave');
    expect(end.code).toBe(1);
    expect(end.failed).toMatchObject({ blames: 1 });
    expect(processes.filter(alive)).toEqual([]);
  });

  it('finds a rank that hangs by its silence', async () => {
    const { end, processes } = await misbehave('hang', { heartbeatTimeout: 4 });
    expect(end.failed).toMatchObject({ rank: 1, signal: 'SIGKILL' });
    expect(end.failed?.report).toContain('no sign of life');
    expect(processes.filter(alive)).toEqual([]);
  });

  it('ends all at once when told to', async () => {
    const kill = new AbortController();
    const running = misbehave('none', { kill: kill.signal });
    setTimeout(() => kill.abort(), 700);
    const { end, processes } = await running;
    expect(end.ends.every(({ code, signal }) => signal === 'SIGKILL' || code === 1)).toBe(true);
    expect(processes.filter(alive)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('leaves no file in memory', () => expect(left()).toEqual([]));
});

describe('a launcher that is killed', () => {
  const started: number[] = [];
  afterEach(() => {
    for (const id of started) if (alive(id)) process.kill(id, 'SIGKILL');
  });

  it('takes its ranks with it, also one that hangs', async () => {
    const launcher = spawn(process.execPath, [builtFile('scripts/parallel/launch-failing'), 'hang', '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    launcher.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await until(() => [...out.matchAll(/as (\d+)/g)].length === 2);
    started.push(...[...out.matchAll(/as (\d+)/g)].map(([, id]) => Number(id)));
    expect(started.filter(alive)).toHaveLength(2);
    launcher.kill('SIGKILL');
    await until(() => !started.some(alive));
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise((wake) => setTimeout(wake, 20));
  expect(condition()).toBe(true);
}
