import type { Position } from '../errors.js';
import type { WrittenKind } from './written.js';

/** A value at a place: what was written there. */
export interface Placed {
  readonly position: Position;
  readonly written: string;
  /** The macro that copied it to where it is used. */
  readonly macro?: { readonly text: string; readonly position: Position };
}

/** What a value is when it is resolved, as far as that was asked for. */
export type Resolved =
  | { readonly state: 'known'; readonly type: string; readonly short: string; readonly data?: unknown }
  /** It needs components, and making them was not asked for. */
  | { readonly state: 'unmade'; readonly components: readonly string[] }
  | { readonly state: 'failed'; readonly problem: string; readonly fix?: string };

/** An argument of a component: what it is for, and what this config gives. */
export interface ExplainedArgument {
  readonly name: string;
  readonly expects: string;
  readonly description: string | undefined;
  readonly required: boolean;
  /** In short; undefined when the config leaves it out. */
  readonly given?: Placed & { readonly value: Resolved };
  readonly default?: string;
}

export interface ExplainedComponent {
  /** As the config writes it. */
  readonly target: string;
  /** The name medbundle knows it by, and what it is; undefined for what is no component of its registry. */
  readonly name?: string;
  readonly kind?: string;
  readonly description?: string;
  readonly arguments: readonly ExplainedArgument[];
}

/** A link seen from one of its ends. */
export interface LinkEnd {
  /** The id at the other end. */
  readonly id: string;
  /** The id at this end: the item itself, or a part of it. */
  readonly part: string;
  readonly how: 'reference' | 'macro';
  readonly text: string;
  readonly position: Position;
  readonly found: boolean;
}

/** Everything about one id of a config. Plain data: `--json` prints it as it is. */
export interface Explanation {
  readonly id: string;
  readonly kind: WrittenKind;
  readonly set: Placed;
  /** Where a saved config says that the value was written before it was saved. */
  readonly savedFrom?: string;
  readonly value: Resolved;
  /** The values it replaced, the latest first; each `position` names its layer. */
  readonly replaced: readonly Placed[];
  /** Parts of it that other layers set. */
  readonly parts: readonly (Placed & { readonly id: string; readonly replaced: readonly Placed[] })[];
  readonly component?: ExplainedComponent;
  readonly uses: readonly LinkEnd[];
  readonly usedBy: readonly LinkEnd[];
  /** Which of the workflow's phases need it: `initialize`, `run`, `finalize`. */
  readonly neededBy: readonly string[];
  /** What the check finds wrong with it. */
  readonly faults: readonly { readonly message: string; readonly fix?: string; readonly position?: Position }[];
}

/** One line of the table of top-level ids. */
export interface Outline {
  readonly id: string;
  readonly kind: WrittenKind;
  readonly set: Placed;
  /** How many earlier values it replaced. */
  readonly replaced: number;
  /** How many of its parts other layers set. */
  readonly parts: number;
  readonly faults: number;
}
