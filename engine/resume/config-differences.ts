import { jsonText } from '../config/export.js';
import { childId } from '../config/id.js';
import type { ResumeDifference } from '../errors/checkpoint.js';
import { BundleError } from '../errors.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict, isFloat, Tuple, type Value } from '../values/index.js';
import type { RunCheckpoint } from './resume-file.js';

/** Every value of a config as it is written, by id; metadata and remarks left out. */
export function writtenConfig(parser: ConfigParser): Map<string, string> {
  const values = new Map<string, string>();
  const add = (id: string, value: unknown): void => {
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, item] of value.entries()) add(childId(id, index), item);
    } else if (value instanceof Dict && value.size > 0) {
      for (const [key, item] of value) if (key !== '_desc_' && key !== '_meta_') add(childId(id, String(key)), item);
    } else values.set(id, textOf(value));
  };
  add('', parser.get());
  return values;
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && !isData(value)) return `<${value.constructor.name}>`;
  try {
    return jsonText(value as Value, 0);
  } catch (error) {
    if (error instanceof BundleError) return `<${typeof value}>`;
    throw error;
  }
}

function isData(value: object): boolean {
  return Array.isArray(value) || value instanceof Dict || value instanceof Tuple || isFloat(value as Value);
}

export interface ConfigDifferences {
  /** Those that networks, optimizers or schedulers depend on: their state would not fit, or would mean something else. */
  readonly grave: readonly ResumeDifference[];
  readonly others: readonly ResumeDifference[];
}

/** How a config differs from that of a saved run. What says only where to run (`device`) is none of the grave ones. */
export function configDifferences(saved: RunCheckpoint, parser: ConfigParser): ConfigDifferences {
  const now = writtenConfig(parser);
  const changed: ResumeDifference[] = [];
  for (const id of new Set([...saved.config.keys(), ...now.keys()])) {
    const [before, after] = [saved.config.get(id) ?? null, now.get(id) ?? null];
    if (before !== after) changed.push({ id, saved: before, now: after });
  }
  if (changed.length === 0) return { grave: [], others: [] };
  const users = usersOf(saved, parser);
  const grave: ResumeDifference[] = [];
  const others: ResumeDifference[] = [];
  for (const difference of changed) {
    const usedBy = difference.id === 'device' ? undefined : users(difference.id);
    if (usedBy === undefined) others.push(difference);
    else grave.push({ ...difference, usedBy });
  }
  return { grave, others };
}

/** Which network, optimizer or scheduler of a saved run depends on an id. */
function usersOf(saved: RunCheckpoint, parser: ConfigParser): (id: string) => string | undefined {
  const needs = [...saved.objects].map(([id]) => ({ id, needed: parser.needed([id]) }));
  const within = (id: string, whole: string): boolean => id === whole || id.startsWith(`${whole}::`);
  return (id) =>
    needs.find(({ id: owner, needed }) => within(id, owner) || [...needed].some((one) => within(id, one)))?.id;
}
