import { readExpression, withinExpression } from '../config/expression-text.js';
import { type ConfigNode, isExpression, type MappingNode, type TextNode } from '../config/node.js';
import type { Notice } from '../config/notice.js';
import { BundleError } from '../errors.js';
import { evaluate } from '../expression/index.js';
import type { Registry } from '../registry/registry.js';
import type { Value } from '../values/index.js';
import { argumentPlace } from './argument-place.js';
import { importedBy } from './imports.js';
import { instantiate } from './instantiate.js';
import { GlobalNames, type Globals } from './names.js';
import type { TargetNames } from './target.js';

/**
 * Makes what items are: runs imports, evaluates expressions, creates components. The names that imports bind stay for
 * the life of the parser.
 */
export class Creator {
  readonly globals: GlobalNames;
  readonly targets: TargetNames;
  readonly notices: Notice[] = [];

  constructor(registry: Registry, globals: Globals | false, excludes: readonly string[]) {
    this.globals = new GlobalNames(globals);
    this.targets = { registry, excludes };
  }

  /** Binds the names of all imports of a config. @throws BundleError for a module that is not on the allow-list */
  importModules(node: ConfigNode): void {
    if (node.kind === 'sequence') for (const item of node.items) this.importModules(item);
    else if (node.kind === 'mapping') {
      for (const { key, node: child } of node.entries) if (key !== '_desc_') this.importModules(child);
    } else if (isExpression(node) && node.value.includes('import')) this.evaluate(node, []);
  }

  /**
   * The value of an expression, given the values of its references in the order written; or what an import binds (the
   * first, of several).
   */
  evaluate(node: TextNode, references: readonly Value[]): Value {
    const read = readExpression(node);
    return withinExpression(node, () => {
      if (read.kind === 'expression') {
        const reference = (id: string): Value => references[read.references.findIndex((one) => one.id === id)] ?? null;
        return evaluate(read.expression, { names: this.globals, reference });
      }
      const values = read.bindings.map((binding) => {
        const value = importedBy(node, binding, this.targets.registry);
        this.globals.bind(binding.as, value);
        return value;
      });
      return values[0] ?? null;
    });
  }

  /** Keeps what is worth telling; the check and the run may both find it. */
  notify(notice: Notice): void {
    const isSame = (one: Notice) => one.code === notice.code && 'id' in one && 'id' in notice && one.id === notice.id;
    if (!this.notices.some(isSame)) this.notices.push(notice);
  }

  /** A component, from the resolved content of its config. */
  instantiate(node: MappingNode, id: string, content: ReadonlyMap<Value, Value>): Value {
    try {
      return instantiate(node, id, content, this.targets, (notice) => this.notify(notice));
    } catch (error) {
      if (!(error instanceof BundleError) || error.position || !('argument' in error.failure)) throw error;
      throw error.at(argumentPlace(error.failure, node, id));
    }
  }
}
