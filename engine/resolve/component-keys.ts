import type { ConfigFailure } from '../errors/config.js';
import { nearest } from '../errors/suggest.js';
import type { Value } from '../values/index.js';

/** Keys of a component that are no arguments. */
export const reservedKeys: ReadonlySet<string> = new Set([
  '_target_',
  '_disabled_',
  '_requires_',
  '_desc_',
  '_mode_',
  '_debug_',
]);

/** What becomes of a component: made, kept as a function, made in the debugger. */
export type ComponentMode = 'default' | 'callable' | 'debug';

const modes: readonly string[] = ['default', 'callable', 'debug'] satisfies ComponentMode[];

/** Whether a value is a `_mode_`; spaces around it do not count. */
export function isMode(value: Value): value is string {
  return typeof value === 'string' && modes.includes(value.trim());
}

export function invalidMode(value: Value): ConfigFailure {
  const mode = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const suggestion = typeof value === 'string' ? nearest(value.trim(), modes) : undefined;
  return { family: 'config', code: 'invalid_mode', mode, suggestion };
}
