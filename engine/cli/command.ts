import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import { wrong } from './arguments/option-values.js';
import type { Screen } from './report/terminal.js';

/** Where a command writes: the process's streams, or a test's. */
export interface Screens {
  readonly stdout: Screen;
  readonly stderr: Screen;
}

/** One command of `medbundle`: what its help says, and what it does. */
export interface Command {
  /** As typed: `data consep`, `components [name]`. */
  readonly words: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly positionals: Readonly<Record<string, PositionalOptions>>;
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** What the help says after the options. */
  readonly notes?: string;
  /** Does it, and returns the exit code. Heavy imports belong in here. */
  run(values: Readonly<Record<string, unknown>>, screens: Screens): Promise<number>;
  /**
   * Does it from the raw words after its name, where it reads these itself, in place of `run`.
   * @returns the exit code, or undefined when the words ask for help
   */
  runWords?(words: readonly string[], screens: Screens): Promise<number | undefined>;
}

/** Declares a command whose `run` gets its options typed. */
export function command<
  const Opts extends Readonly<Record<string, Options>>,
  const Places extends Readonly<Record<string, PositionalOptions>> = Record<never, PositionalOptions>,
>(declared: {
  readonly words: string;
  readonly summary: string;
  readonly options: Opts;
  readonly positionals?: Places;
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly notes?: string;
  /** The options that take whole numbers, with the least that each takes. */
  readonly least?: { readonly [name in keyof Opts]?: number };
  run(values: InferredOptionTypes<Opts> & InferredOptionTypes<Places>, screens: Screens): Promise<number>;
}): Command {
  return {
    ...declared,
    positionals: declared.positionals ?? {},
    run: async (values, screens) => {
      for (const [name, least] of Object.entries(declared.least ?? {})) needWhole(name, Number(least), values[name]);
      return declared.run(values as InferredOptionTypes<Opts> & InferredOptionTypes<Places>, screens);
    },
  };
}

/** @throws BundleError invalid_option */
function needWhole(name: string, least: number, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) return;
  wrong(name, `a whole number ≥ ${least}`, typeof value === 'number' ? value : String(value));
}
