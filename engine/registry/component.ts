import type { Static, TObject } from 'typebox';
import type { Value } from '../values/value.js';

/** Which list of the documentation a component stands in. */
export type ComponentKind =
  | 'transform'
  | 'dataset'
  | 'network'
  | 'loss'
  | 'optimizer'
  | 'scheduler'
  | 'inferer'
  | 'metric'
  | 'trainer'
  | 'handler'
  | 'workflow'
  | 'function';

/**
 * Something a config's `_target_` or an expression's call can name: a class or a function of MONAI, PyTorch or Ignite,
 * or one of the user's own.
 */
export interface ComponentDefinition<Arguments extends TObject = TObject, Product = unknown> {
  /** As configs name it: `LoadImaged`. */
  readonly name: string;
  /** Other names of the same thing: `LoadImageD`, `LoadImageDict`. */
  readonly aliases: readonly string[];
  /** Python modules it can be imported from: `monai.transforms`, `monai.transforms.io.dictionary`. */
  readonly modules: readonly string[];
  readonly kind: ComponentKind;
  /** One or two sentences for documentation and the editor. */
  readonly description: string;
  /**
   * The arguments in Python's order, named in camelCase; the registry translates (`spatialDims` ↔ `spatial_dims`).
   * Defaults are filled in before `create` is called. A property may carry `pythonName` where the rule does not fit,
   * and `keywordOnly: true`.
   */
  readonly arguments: Arguments;
  create(args: Static<Arguments>): Product;
}

type Declared<Arguments extends TObject, Product> = Omit<ComponentDefinition<Arguments, Product>, 'aliases'> & {
  readonly aliases?: readonly string[];
};

/** Declares a component. Listing it in its family's `index.ts` puts it into the registry. */
export function component<Arguments extends TObject, Product>(
  declared: Declared<Arguments, Product>,
): ComponentDefinition<Arguments, Product> {
  return { ...declared, aliases: declared.aliases ?? [] };
}

/** A value that Python code reaches by name, without calling: `torch.float32`, `ignite.engine.Events`. */
export interface ConstantDefinition {
  readonly name: string;
  readonly modules: readonly string[];
  readonly value: Value;
}

/** Declares a constant. */
export function constant(declared: ConstantDefinition): ConstantDefinition {
  return declared;
}
