import { type BundleError, BundleErrors, fail } from '../errors.js';
import { describeValue } from '../registry/describe-schema.js';
import { registry as shippedRegistry } from '../registry/registry.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { toHost, type Value } from '../values/index.js';
import { admitScripts } from './admit-scripts.js';
import { type BundleSources, mergeBundle, readBundle } from './read-bundle.js';
import type { WorkflowOptions } from './workflow-options.js';

/** A network as a config makes it, seen from the engine; the families' `Module`s are such. */
export interface BundleNetwork {
  eval(): unknown;
  forward(...inputs: readonly unknown[]): unknown;
  dispose?(): void;
}

/** Which network of which bundle, and what it runs on: what commands about one network take. */
export interface NetworkOptions
  extends Pick<
    WorkflowOptions,
    | 'configFile'
    | 'metaFile'
    | 'overrides'
    | 'negations'
    | 'allowNewKeys'
    | 'knownOptions'
    | 'trust'
    | 'backend'
    | 'threads'
    | 'registry'
  > {
  /** Config id of the network; `network_def` or `network` by default. */
  readonly netId?: string;
}

/** A config that is read, whose network can be made. */
export interface NetworkConfig {
  readonly parser: ConfigParser;
  readonly sources: BundleSources;
  /** Config id of the network. */
  readonly id: string;
}

/** Where a network is looked for when nobody says. */
const usualIds = ['network_def', 'network', 'net'];

/**
 * Reads a bundle for the sake of one network. Only what the network needs is checked: the rest of the config may name data
 * that are not there, or components that medbundle lacks.
 * @param netId config id of the network; by default `network_def` or `network`
 * @throws BundleErrors, BundleError missing_option
 */
export async function readNetworkConfig(netId: string | undefined, options: WorkflowOptions): Promise<NetworkConfig> {
  const sources = readBundle(options);
  const parser = mergeBundle(sources, options);
  const { registry = shippedRegistry, trust = false } = options;
  const explain = await admitScripts(parser, sources.folders, registry, trust);
  const id = netId ?? usualIds.find((usual) => parser.has(usual));
  const faults = parser.check().map(explain);
  const needed = id === undefined ? new Set<string>() : parser.needed([id]);
  const grave = faults.filter((fault) => fault.id === undefined || isWithin(fault.id, needed));
  if (grave.length > 0) throw new BundleErrors(grave);
  leaveOutImports(parser, faults);
  if (id === undefined) {
    const why = `it names the network; the config has none of ${usualIds.join(', ')}`;
    fail({ family: 'command', code: 'missing_option', option: 'net_id', why });
  }
  return { parser, sources, id };
}

/** Imports run before anything else; one that fails, and that the network does not need, must not keep it from being made. */
function leaveOutImports(parser: ConfigParser, faults: readonly BundleError[]): void {
  for (const { id, pythonName } of faults) {
    if (id !== undefined && ['ModuleNotFoundError', 'ImportError'].includes(pythonName)) parser.set(null, id);
  }
}

/** Whether an id is one of the items, or inside of one. */
function isWithin(id: string, items: ReadonlySet<string>): boolean {
  const parts = id.split('::');
  return parts.some((_, index) => items.has(parts.slice(0, index + 1).join('::')));
}

/**
 * Makes the network of a config, on the backend in use.
 * @throws BundleError not_a_network, unknown_id, and what making it throws
 */
export async function makeNetwork({
  parser,
  id,
}: Pick<NetworkConfig, 'parser' | 'id'>): Promise<BundleNetwork & Value> {
  const made = await parser.resolve(id);
  if (isNetwork(made)) return made;
  const got = describeValue(toHost(made as Value));
  return fail({ family: 'export', code: 'not_a_network', id, got }, { id, position: parser.provenance(id)?.position });
}

function isNetwork(value: unknown): value is BundleNetwork & Value {
  if (typeof value !== 'object' || value === null) return false;
  const { forward, eval: evaluating } = value as { forward?: unknown; eval?: unknown };
  return typeof forward === 'function' && typeof evaluating === 'function';
}
