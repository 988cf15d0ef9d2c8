import { childId, separator } from '../config/id.js';
import { nearestId } from '../config/nearest-id.js';
import { type ConfigNode, isComponent, type MappingNode } from '../config/node.js';
import { provenanceOf } from '../config/provenance.js';
import { BundleError, BundleErrors, fail } from '../errors.js';
import { typeName } from '../expression/types/type-name.js';
import { describeSchema } from '../registry/describe-schema.js';
import type { Registry } from '../registry/registry.js';
import { type Argument, signatureOf } from '../registry/signature.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { type Item, Items, itemId } from '../resolve/item.js';
import { fromHost } from '../values/index.js';
import type { ExplainedArgument, ExplainedComponent, Explanation, LinkEnd, Outline, Resolved } from './explanation.js';
import { type Link, linksOf } from './links.js';
import { firstWritten, placed, placedOrigin } from './placed.js';
import { plainData } from './plain-data.js';
import { shortForm } from './short-form.js';
import { kindOfWritten } from './written.js';

export interface ExplainOptions {
  /** Makes components, where the value needs some. */
  readonly instantiate?: boolean;
  readonly registry: Registry;
  /** Ids of the workflow's phases. */
  readonly phases?: readonly string[];
  /** What the check found. */
  readonly faults?: readonly BundleError[];
  /** Where a saved config says that its values came from. */
  readonly savedSources?: ReadonlyMap<string, string>;
}

const standardPhases = ['initialize', 'run', 'finalize'];

/** Explains a config: where values come from, what they are, what uses them. */
export class Explainer {
  readonly #root: ConfigNode;
  readonly #items: Items;
  readonly #links: readonly Link[];
  readonly #faults: readonly BundleError[];

  constructor(
    readonly parser: ConfigParser,
    readonly options: ExplainOptions,
  ) {
    this.#root = parser.expanded.root;
    this.#items = new Items(this.#root);
    this.#links = linksOf(this.#root);
    this.#faults = options.faults ?? parser.check();
  }

  /** The top-level ids. */
  outline(): Outline[] {
    if (this.#root.kind !== 'mapping') return [];
    return this.#root.entries.map(({ key, node }) => {
      const id = childId('', key);
      return {
        id,
        kind: kindOfWritten(node),
        set: placed(node, 64),
        replaced: provenanceOf(this.#root, id)?.replaced.length ?? 0,
        parts: this.#partsOf(node, id).length,
        faults: this.#faultsOf(id).length,
      };
    });
  }

  /** @throws BundleError unknown_id */
  async explain(wanted: string): Promise<Explanation> {
    const { id, node } = this.#find(wanted);
    const provenance = provenanceOf(this.#root, id);
    const { savedSources, phases = standardPhases } = this.options;
    return {
      id,
      kind: kindOfWritten(node),
      set: placed(node),
      savedFrom: savedSources && nearestSource(savedSources, id),
      value: await this.#resolved(id),
      replaced: provenance?.replaced.map(placedOrigin) ?? [],
      parts: this.#partsOf(node, id),
      component: isComponent(node) ? await this.#component(node, id) : undefined,
      uses: this.#links.filter(({ from, to }) => isWithin(from, id) && !isWithin(to, id)).map(forwards),
      usedBy: this.#links.filter(({ from, to }) => isWithin(to, id) && !isWithin(from, id)).map(backwards),
      neededBy: phases.filter((phase) => this.parser.needed([phase]).has(id)),
      faults: this.#faultsOf(id).map(({ message, fix, position }) => ({ message, fix, position })),
    };
  }

  #find(wanted: string): Item {
    const id = itemId(wanted);
    const found = this.#items.find(id);
    if ('node' in found) return found;
    const suggestion = nearestId(this.#root, id);
    return fail({ family: 'config', code: 'unknown_id', id, part: found.rest[0] ?? '', suggestion }, { id });
  }

  async #component(node: MappingNode, id: string): Promise<ExplainedComponent> {
    const targetNode = node.get('_target_');
    const target = targetNode?.kind === 'scalar' ? String(targetNode.value) : '';
    const definition = this.options.registry.find(target);
    if (!definition) return { target, arguments: [] };
    const { byName, keywordRest } = signatureOf(definition);
    const listed: ExplainedArgument[] = [];
    for (const argument of byName.values()) listed.push(await this.#argument(argument, node, id));
    const more = node.keys().filter((key) => !key.startsWith('_') && !byName.has(key));
    if (keywordRest) for (const name of more) listed.push(await this.#argument({ ...keywordRest, name }, node, id));
    const { name, kind, description } = definition;
    return { target, name, kind, description, arguments: listed };
  }

  async #argument({ name, schema, required }: Argument, node: MappingNode, id: string): Promise<ExplainedArgument> {
    const { description } = schema;
    const given = node.get(name);
    const facts = { name, expects: describeSchema(schema), description, required };
    if (given) {
      return { ...facts, given: { ...placed(given), value: await this.#resolved(childId(id, name)) } };
    }
    return required ? facts : { ...facts, default: shortForm(fromHost(schema.default ?? null)) };
  }

  /** The value of an item. Components are made only when that was asked for; an expression that needs none is evaluated. */
  async #resolved(id: string): Promise<Resolved> {
    const { instantiate = false } = this.options;
    const components = instantiate ? [] : this.#componentsFor(id);
    if (components.length > 0) return { state: 'unmade', components };
    try {
      const value = fromHost(await this.parser.resolve(id));
      return { state: 'known', type: typeName(value), short: shortForm(value), ...plainData(value) };
    } catch (error) {
      return failed(error);
    }
  }

  /** The components that have to be made before an item can be resolved. */
  #componentsFor(id: string): string[] {
    return [...this.parser.needed([id])].filter((needed) => {
      const found = this.#items.find(needed);
      return 'node' in found && isComponent(found.node);
    });
  }

  /** Parts of a section that a layer other than the section's own set, outermost first. */
  #partsOf(node: ConfigNode, id: string): Explanation['parts'] {
    const parts: Explanation['parts'][number][] = [];
    const visit = (inner: ConfigNode, innerId: string, outer: ConfigNode): void => {
      const replaced = inner.replaced ? (provenanceOf(this.#root, innerId)?.replaced.map(placedOrigin) ?? []) : [];
      if (firstWritten(inner).source !== firstWritten(outer).source || replaced.length > 0)
        parts.push({ id: innerId, ...placed(inner), replaced });
      eachChild(inner, innerId, (child, childsId) => visit(child, childsId, inner));
    };
    eachChild(node, id, (child, childsId) => visit(child, childsId, node));
    return parts;
  }

  #faultsOf(id: string): BundleError[] {
    return this.#faults.filter((fault) => fault.id !== undefined && isWithin(fault.id, id));
  }
}

function eachChild(node: ConfigNode, id: string, visit: (child: ConfigNode, id: string) => void): void {
  if (node.kind === 'mapping') for (const { key, node: child } of node.entries) visit(child, childId(id, key));
  if (node.kind === 'sequence') for (const [index, child] of node.items.entries()) visit(child, childId(id, index));
}

function isWithin(id: string, section: string): boolean {
  return id === section || section === '' || id.startsWith(section + separator);
}

function forwards({ from, to, ...link }: Link): LinkEnd {
  return { id: to, part: from, ...link };
}

function backwards({ from, to, ...link }: Link): LinkEnd {
  return { id: from, part: to, ...link };
}

/** What a saved config says of an id, or of the innermost section around it that it speaks of. */
function nearestSource(sources: ReadonlyMap<string, string>, id: string): string | undefined {
  for (let at = id; ; at = at.slice(0, at.lastIndexOf(separator))) {
    const source = sources.get(at);
    if (source !== undefined || !at.includes(separator)) return source;
  }
}

function failed(error: unknown): Resolved {
  const [first] = error instanceof BundleErrors ? error.errors : [error];
  const problem = first instanceof Error ? first.message : String(first);
  return { state: 'failed', problem, fix: first instanceof BundleError ? first.fix : undefined };
}
