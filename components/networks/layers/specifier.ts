import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';

/** Settings of a layer under PyTorch's names (snake_case). */
export type Settings = Readonly<Record<string, unknown>>;

/** How MONAI's arguments name a layer: `"instance"`, or `("group", {"num_groups": 4})`. */
export type LayerSpecifier = string | readonly unknown[];

/** Schema for {@link LayerSpecifier}. */
export function LayerSpecifierArgument(description: string, fallback: LayerSpecifier) {
  const pair = Type.Array(Type.Any(), { minItems: 1, maxItems: 2 });
  return Type.Union([Type.String(), pair, Type.Null()], { description, default: fallback });
}

/** Schema for a dropout: its probability, or a {@link LayerSpecifier}. */
export function DropoutArgument() {
  const pair = Type.Array(Type.Any(), { minItems: 1, maxItems: 2 });
  return Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.String(), pair, Type.Null()], {
    description: 'Probability of dropping an element, or a kind of dropout and its settings.',
    default: 0,
  });
}

/** Schema for the number of spatial axes. */
export function SpatialDimsArgument(options: { default?: 1 | 2 | 3 } = {}) {
  const dims = [Type.Literal(1), Type.Literal(2), Type.Literal(3)] as const;
  return Type.Union([...dims], { description: 'Number of spatial axes of the images.', ...options });
}

/**
 * What a table of layer makers has for a specifier: the maker under its name in any case, and the settings.
 *
 * @throws BundleError `invalid_argument` when the table has no such name
 */
export function specified<Make>(
  argument: string,
  specifier: LayerSpecifier,
  table: Readonly<Record<string, Make>>,
): { make: Make; settings: Settings; name: string } {
  const [given, settings = {}] = typeof specifier === 'string' ? [specifier] : specifier;
  const name = typeof given === 'string' ? given.toLowerCase() : '';
  const make = Object.hasOwn(table, name) ? table[name] : undefined;
  if (make === undefined || !isSettings(settings)) {
    fail({
      family: 'component',
      code: 'invalid_argument',
      component: 'network',
      argument,
      expected: `one of ${Object.keys(table).join(', ')}, or a pair of such a name and its settings`,
      got: JSON.stringify(specifier),
    });
  }
  return { make, settings, name };
}

/**
 * `settings` with defaults for what they leave out.
 *
 * @throws BundleError `unknown_argument` for a setting that the defaults do not have, `invalid_argument` for one of another type
 */
export function settingsOf<Defaults extends Settings>(settings: Settings, defaults: Defaults): Widened<Defaults> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaults, name)) {
      const known = Object.keys(defaults);
      fail({ family: 'component', code: 'unknown_argument', component: 'layer', argument: name, known });
    }
    const expected = defaults[name];
    if (expected !== null && value !== null && typeof value !== typeof expected) {
      const facts = { component: 'layer', argument: name, expected: `a ${typeof expected}`, got: String(value) };
      fail({ family: 'component', code: 'invalid_argument', ...facts });
    }
  }
  return { ...defaults, ...settings } as Widened<Defaults>;
}

type Widened<T> = {
  [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : T[K] extends string ? string : T[K];
};

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
