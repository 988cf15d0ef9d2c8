import { childId } from '../config/id.js';
import { pythonKey } from '../config/key.js';
import { type ConfigNode, keyPosition, type MappingNode } from '../config/node.js';
import { BundleError, type Position } from '../errors.js';
import { toHost } from '../values/index.js';
import { fakeSpatialShape } from './spatial-shape.js';

/** What the rules beyond the schema have to say. */
export interface RuleFindings {
  readonly faults: readonly BundleError[];
  /** What is allowed, but worth a look. */
  readonly notices: readonly string[];
}

/** The rules of metadata that no JSON Schema can tell: expressions that can be computed, ranges, counts that agree. */
export function checkRules(root: ConfigNode): RuleFindings {
  const rules = new Rules();
  if (root.kind !== 'mapping') return rules;
  rules.changelog(root);
  for (const { key, node } of root.entries) {
    if (typeof key !== 'string' || !key.endsWith('_data_format') || node.kind !== 'mapping') continue;
    for (const { key: part, node: tensors } of node.entries) {
      if (tensors.kind !== 'mapping') continue;
      for (const { key: name, node: tensor } of tensors.entries) {
        if (tensor.kind === 'mapping') rules.tensor(tensor, childId(childId(key, part), name));
      }
    }
  }
  return rules;
}

class Rules {
  readonly faults: BundleError[] = [];
  readonly notices: string[] = [];

  changelog(root: MappingNode): void {
    const version = textIn(root, 'version');
    const changelog = root.get('changelog');
    if (version === undefined || changelog?.kind !== 'mapping' || changelog.get(version)) return;
    this.notices.push(`"changelog" says nothing about version ${version}`);
  }

  tensor(tensor: MappingNode, id: string): void {
    this.#spatialShape(tensor, id);
    this.#valueRange(tensor, id);
    this.#channels(tensor, id);
  }

  #spatialShape(tensor: MappingNode, id: string): void {
    const shape = tensor.get('spatial_shape');
    if (shape?.kind !== 'sequence') return;
    const place = childId(id, 'spatial_shape');
    for (const [index, item] of shape.items.entries()) {
      if (item.kind !== 'scalar' || typeof item.value !== 'string') continue;
      const problem = whyImpossible(item.value);
      const expected = 'a size: a whole number ≥ 1, "*", or an expression of p and n';
      const fix = 'write for example "16*n" or "2**p*n"';
      const got = `"${item.value}" (${problem})`;
      if (problem !== undefined) this.#invalid(childId(place, index), { expected, got, fix }, item.position);
    }
  }

  #valueRange(tensor: MappingNode, id: string): void {
    const range = tensor.get('value_range');
    if (range?.kind !== 'sequence' || range.items.length !== 2) return;
    const [low, high] = range.items.map((item) => (item.kind === 'scalar' ? toHost(item.value) : undefined));
    if (typeof low !== 'number' || typeof high !== 'number' || low <= high) return;
    const facts = { expected: '[minimum, maximum]', got: `[${low}, ${high}]`, fix: `write [${high}, ${low}]` };
    this.#invalid(childId(id, 'value_range'), facts, range.position);
  }

  #channels(tensor: MappingNode, id: string): void {
    const definitions = tensor.get('channel_def');
    const count = tensor.get('num_channels');
    const channels = count?.kind === 'scalar' ? toHost(count.value) : undefined;
    if (definitions?.kind !== 'mapping' || typeof channels !== 'number' || channels < 0) return;
    const place = childId(id, 'channel_def');
    // The labels of a segmentation share its one channel.
    const beyond = definitions.entries.filter(({ key }) => channels !== 1 && Number(pythonKey(key)) >= channels);
    for (const entry of beyond) {
      const expected = `a channel below ${channels}, since "num_channels" is ${channels}`;
      const got = `channel ${pythonKey(entry.key)}`;
      const fix = 'correct "num_channels", or leave the channel out';
      this.#invalid(childId(place, entry.key), { expected, got, fix }, keyPosition(entry));
    }
    const described = definitions.entries.length - beyond.length;
    if (described < channels) this.notices.push(`"${place}" describes ${described} of ${channels} channels`);
  }

  #invalid(
    path: string,
    facts: { readonly expected: string; readonly got: string; readonly fix: string },
    position: Position,
  ): void {
    this.faults.push(new BundleError({ family: 'verify', code: 'metadata_invalid', path, ...facts }, { position }));
  }
}

const tried = [1, 2, 3, 8];

/** Why no p and n give a size; undefined when some do. */
function whyImpossible(text: string): string | undefined {
  let first: string | undefined;
  for (const p of tried) {
    for (const n of tried) {
      try {
        fakeSpatialShape([text], { p, n });
        return undefined;
      } catch (error) {
        if (!(error instanceof BundleError) || error.failure.code !== 'spatial_shape') throw error;
        first ??= error.failure.problem;
      }
    }
  }
  return first;
}

function textIn(node: MappingNode, key: string): string | undefined {
  const found = node.get(key);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}
