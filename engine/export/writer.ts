import type { ConfigSource } from '../config/layers.js';
import type { ConverterOptions } from './converter-options.js';
import type { PreparedNetwork } from './prepare.js';

/** What a writer is asked for. */
export interface ExportRequest {
  readonly path: string;
  readonly prepared: PreparedNetwork;
  readonly converter: ConverterOptions;
  /** The bundle's config files: archives hold them beside the network. */
  readonly configFile: ConfigSource;
  /** Whether the file is compared with the network before it appears. */
  readonly check: boolean;
}

/** What became of it. */
export interface ExportOutcome {
  /** What the file is, in a few words. */
  readonly what: string;
  /** Largest difference from the network, and what computed it. */
  readonly checked?: { readonly difference: number; readonly by: string };
  /** Why it was not checked. */
  readonly unchecked?: string;
}

/** Writes a network into a file of one format. The file appears whole or not at all. */
export type Writer = (request: ExportRequest) => Promise<ExportOutcome>;
