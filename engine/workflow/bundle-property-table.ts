import { contentOf } from '../config/content.js';
import { readLayer } from '../config/files.js';
import { normalizeId } from '../config/id.js';
import { nearest } from '../errors/suggest.js';
import { fail } from '../errors.js';
import { camelCase } from '../registry/case.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict, type Value } from '../values/index.js';
import { type BundleProperties, type BundleProperty, propertiesOf, type WorkflowType } from './properties.js';

const typeNames: Readonly<Record<string, WorkflowType>> = {
  train: 'train',
  training: 'train',
  infer: 'infer',
  inference: 'infer',
  eval: 'infer',
  evaluation: 'infer',
};

/** The workflow type that a name stands for. @throws BundleError unknown_workflow_type */
export function workflowTypeOf(name: string | null | undefined): WorkflowType {
  if (name === null) return null;
  const known = typeNames[(name ?? 'train').toLowerCase()];
  if (known !== undefined) return known;
  const suggestion = nearest(name ?? '', Object.keys(typeNames));
  return fail({ family: 'run', code: 'unknown_workflow_type', type: name ?? '', suggestion });
}

/** The properties of a bundle, looked up in its config. */
export class BundlePropertyTable {
  readonly #properties: Map<string, BundleProperty>;
  readonly #parser: ConfigParser;
  /** Properties are known only between `initialize()` and the next change. */
  initialized = false;

  /**
   * The properties as attributes, by Python name and in camelCase: `workflow.properties.values.max_epochs = 3`.
   */
  readonly values: Record<string, unknown> = Object.create(null);

  constructor(
    parser: ConfigParser,
    readonly type: WorkflowType,
    properties: BundleProperties = propertiesOf(type),
  ) {
    this.#parser = parser;
    this.#properties = new Map();
    for (const [name, property] of Object.entries(properties)) this.add(name, property);
  }

  /** Names of all properties. */
  get names(): string[] {
    return [...this.#properties.keys()];
  }

  /** Adds a property, or replaces one of the same name, for programs that ask for more than the known ones. */
  add(name: string, property: BundleProperty): void {
    this.#properties.set(name, property);
    for (const attribute of new Set([name, camelCase(name)])) {
      Object.defineProperty(this.values, attribute, {
        configurable: true,
        enumerable: attribute === name,
        get: () => this.get(name),
        set: (value: unknown) => this.set(name, value),
      });
    }
  }

  /**
   * The resolved value of a property; null for an optional one that the config lacks.
   * @throws BundleError unknown_property, not_initialized, property_missing
   */
  get(name: string): unknown {
    const property = this.#property(name);
    if (!this.initialized) fail({ family: 'run', code: 'not_initialized', property: name });
    return this.#exists(name, property) ? this.#parser.getParsedContent(property.id) : null;
  }

  /**
   * Sets the config of a property; the workflow must be initialized again. An optional one that the config lacks stays
   * absent, as in MONAI.
   * @throws BundleError unknown_property, property_missing
   */
  set(name: string, value: unknown): void {
    const property = this.#property(name);
    if (!this.#exists(name, property)) return;
    this.#parser.set(value, property.id);
    this.initialized = false;
  }

  /**
   * Names of required properties that the config lacks, and of optional ones that it refers to by another id than
   * programs look for.
   */
  check(): string[] {
    const missing: string[] = [];
    const misplaced: string[] = [];
    for (const [name, property] of this.#properties) {
      if (property.required) {
        if (!this.#parser.has(property.id)) missing.push(name);
      } else if (!this.#isReferred(name, property)) misplaced.push(name);
    }
    return [...missing, ...misplaced];
  }

  #property(name: string): BundleProperty {
    const found = this.#properties.get(name);
    if (found) return found;
    return fail({ family: 'run', code: 'unknown_property', property: name, suggestion: nearest(name, this.names) });
  }

  #exists(name: string, { id, required }: BundleProperty): boolean {
    if (this.#parser.has(id)) return true;
    if (required) fail({ family: 'run', code: 'property_missing', property: name, id });
    return false;
  }

  /** Whether what the config puts at the reference id, if anything, refers to the property's own id. */
  #isReferred(name: string, { id, referenceId }: BundleProperty): boolean {
    if (referenceId === undefined) return true;
    const isArgument = name === 'evaluator' || name === 'val_interval';
    const reference = isArgument ? this.#validationArgument(referenceId) : this.#parser.get(referenceId);
    if (reference === null || reference === undefined) return true;
    if (typeof reference !== 'string') return false;
    return reference.startsWith('$') || normalizeId(reference) === `@${id}`;
  }

  /** An argument of the ValidationHandler among the training handlers. */
  #validationArgument(argument: string): unknown {
    const handlers = this.#parser.get('train::handlers');
    if (!Array.isArray(handlers)) return null;
    const found = handlers.find(
      (handler) => handler instanceof Dict && handler.get('_target_') === 'ValidationHandler',
    );
    return found instanceof Dict ? found.get(argument) : null;
  }
}

/**
 * The properties that a JSON file states for a type of workflow: `{"train": {name: {id, required, …}}, "meta": {…}}`.
 * @throws BundleError for a file that cannot be read
 */
export function readProperties(path: string, type: WorkflowType): BundleProperties {
  const file = contentOf(readLayer(path).root);
  const sections = [...(type === null ? [] : [type]), 'meta'];
  const stated = sections.flatMap((section) => entriesOf(file, section).flatMap(([, all]) => entriesOf(all)));
  return Object.fromEntries(
    stated.map(([name, property]) => {
      const facts = new Map(entriesOf(property));
      const referenceId = facts.get('refer_id');
      return [
        name,
        {
          description: String(facts.get('description') ?? ''),
          required: facts.get('required') === true,
          id: normalizeId(String(facts.get('id') ?? name)),
          ...(typeof referenceId === 'string' ? { referenceId: normalizeId(referenceId) } : {}),
        },
      ];
    }),
  );
}

/** The entries of a mapping, or those of one key. */
function entriesOf(value: Value, only?: string): [string, Value][] {
  if (!(value instanceof Dict)) return [];
  const entries = [...value].map(([key, item]): [string, Value] => [String(key), item]);
  return only === undefined ? entries : entries.filter(([key]) => key === only);
}
