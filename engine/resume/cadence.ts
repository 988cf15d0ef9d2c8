import { fail } from '../errors.js';

/** When a run is saved: every so many steps, or when so many seconds have passed. Null: only when it is stopped, or ends. */
export type Cadence = { readonly steps: number } | { readonly seconds: number } | null;

/** At most ten minutes of work are lost, for a thousandth or so of the time. */
export const usualCadence: Cadence = { seconds: 600 };

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/**
 * What `--checkpoint_every` says: `500` steps, `90s`, `10m`, `1.5h`, or `end` for when the run ends or is stopped.
 * @throws BundleError invalid_option
 */
export function cadenceOf(text: string): Cadence {
  if (text === 'end') return null;
  const [, digits = '', unit] = /^(\d+(?:\.\d+)?)\s*([smh]?)$/.exec(text.trim()) ?? [];
  const count = Number(digits);
  if (digits !== '' && count > 0) {
    if (unit) return { seconds: count * (units[unit] ?? 1) };
    if (Number.isInteger(count)) return { steps: count };
  }
  return fail({
    family: 'command',
    code: 'invalid_option',
    option: 'checkpoint_every',
    problem: `expected steps, a time or False, got "${text}"`,
    fix: 'write 500 (steps), 90s, 10m, 1h, end (only at the end, or when stopped), or False (never)',
  });
}
