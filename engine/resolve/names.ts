import { defaultModules } from '../expression/index.js';
import { importModule } from '../modules/index.js';
import { fromHost, type Value } from '../values/index.js';

/** Names for expressions beside the ones that are always there: a module's name, or a value. */
export type Globals = Readonly<Record<string, unknown>>;

/** The global names of a config's expressions: given by the program, then bound by the config's imports. */
export class GlobalNames {
  readonly #values = new Map<string, Value>();
  readonly #modules: ReadonlyMap<string, string>;

  /** @param globals false leaves out even `monai`, `torch`, `np` and `numpy` */
  constructor(globals: Globals | false) {
    this.#modules = globals === false ? new Map() : defaultModules;
    for (const [name, value] of Object.entries(globals || {})) {
      const module = typeof value === 'string' ? importModule(value) : undefined;
      this.#values.set(name, module ?? fromHost(value));
    }
  }

  get(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    const module = this.#modules.get(name);
    return module === undefined ? undefined : importModule(module);
  }

  bind(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** All names, without looking up any module. */
  names(): string[] {
    return [...this.#values.keys(), ...this.#modules.keys()];
  }
}
