import { ScriptObject } from '../../checkpoint/pickle-writer.js';
import type { NdArray } from '../../types/index.js';
import type { StatePlace } from './graph-json.js';

/** A module of the archive: tensors and modules by attribute. Its class has no other instance. */
export interface ScriptModule {
  /** `__torch__.medbundle.Network`. */
  readonly className: string;
  readonly tensors: Map<string, NdArray>;
  readonly children: Map<string, ScriptModule>;
}

const namespace = '__torch__.medbundle';

/** The modules that give a state dict its names: `conv_0.0.weight` is the attribute `weight` of `0` of `conv_0`. */
export function modulesOf(state: ReadonlyMap<string, NdArray>): ScriptModule {
  const taken = new Set<string>();
  const made = (path: readonly string[]): ScriptModule => {
    const plain = ['Network', ...path].join('_').replace(/[^A-Za-z0-9_]/g, '_');
    let name = plain;
    for (let count = 0; taken.has(name); count++) name = `${plain}_${count}`;
    taken.add(name);
    return { className: `${namespace}.${name}`, tensors: new Map(), children: new Map() };
  };
  const root = made([]);
  for (const [name, array] of state) {
    const path = name.split('.');
    const attribute = path.pop() ?? name;
    let module = root;
    for (const [depth, part] of path.entries()) {
      const child = module.children.get(part) ?? made(path.slice(0, depth + 1));
      module.children.set(part, child);
      module = child;
    }
    module.tensors.set(attribute, array);
  }
  return root;
}

/** The classes of the modules, inner ones first; the root's has the function `forward`. */
export function classesOf(
  module: ScriptModule,
  buffers: ReadonlySet<string>,
  forward: readonly string[],
  prefix = '',
): string[] {
  const inner = [...module.children].flatMap(([name, child]) => classesOf(child, buffers, [], `${prefix}${name}.`));
  const names = [...module.tensors.keys()];
  const listed = (kept: boolean): string =>
    names
      .filter((name) => buffers.has(prefix + name) === kept)
      .map((name) => `"${name}", `)
      .join('');
  return [
    ...inner,
    [
      `class ${module.className.slice(namespace.length + 1)}(Module):`,
      `  __parameters__ = [${listed(false)}]`,
      `  __buffers__ = [${listed(true)}]`,
      ...names.map((name) => `  ${declared(name)} Tensor`),
      '  training : bool',
      '  _is_full_backward_hook : Optional[bool]',
      ...[...module.children].map(([name, child]) => `  ${declared(name)} ${child.className}`),
      ...forward.map((line) => `  ${line}`),
      '',
    ].join('\n'),
  ];
}

/** What the pickle holds of a module. */
export function objectOf({ className, tensors, children }: ScriptModule): ScriptObject {
  const attributes = new Map<string, NdArray | ScriptObject | boolean | null>(tensors);
  attributes.set('training', false).set('_is_full_backward_hook', null);
  for (const [name, child] of children) attributes.set(name, objectOf(child));
  return new ScriptObject(className, attributes);
}

/** Where the tensors lie: the pickle numbers them in the order of {@link objectOf}. */
export function placesOf(module: ScriptModule): StatePlace[] {
  const places: StatePlace[] = [];
  const visit = ({ tensors, children }: ScriptModule, prefix: string): void => {
    for (const [name, { dtype, shape }] of tensors) {
      places.push({ name: prefix + name, dtype, shape, key: places.length });
    }
    for (const [name, child] of children) visit(child, `${prefix}${name}.`);
  };
  visit(module, '');
  return places;
}

/** How code reaches an entry of the state dict from `self`. */
export function pathTo(name: string): string {
  return name
    .split('.')
    .reduce((of, part) => (isIdentifier(part) ? `${of}.${part}` : `getattr(${of}, "${part}")`), 'self');
}

function declared(name: string): string {
  return isIdentifier(name) ? `${name} :` : `__annotations__["${name}"] =`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
