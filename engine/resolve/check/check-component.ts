import { contentOf } from '../../config/content.js';
import { absoluteId, childId, referenceIn } from '../../config/id.js';
import { type ConfigNode, isComponent, type MappingNode } from '../../config/node.js';
import type { Notice } from '../../config/notice.js';
import { BundleError, type Failure, type Where } from '../../errors.js';
import { describeValue } from '../../registry/describe-schema.js';
import { type ArgumentFault, unresolved } from '../../registry/registry.js';
import { toHost } from '../../values/index.js';
import { argumentPlace } from '../argument-place.js';
import { invalidMode, isMode, reservedKeys } from '../component-keys.js';
import type { Item, Items } from '../item.js';
import { findTarget, type TargetNames } from '../target.js';

/**
 * Faults of a component that its config shows: an unknown name, unknown or missing arguments, literals of a wrong type, a
 * `_mode_` that does not exist. What is disabled for certain is passed over, and so is the name of what may be disabled.
 */
export function checkComponent(
  node: MappingNode,
  id: string,
  names: TargetNames,
  items: Items,
  notify: (notice: Notice) => void,
): BundleError[] {
  const { registry } = names;
  const disabled = isDisabled(node.get('_disabled_'));
  if (disabled === true) return [];
  const problems: BundleError[] = [];
  const report = (failure: Failure, where: Where): void => {
    problems.push(new BundleError(failure, where));
  };

  const mode = node.get('_mode_');
  const modeName = mode?.kind === 'scalar' && !isDynamic(mode) ? mode.value : 'default';
  if (!isMode(modeName)) report(invalidMode(modeName), { id: childId(id, '_mode_'), position: mode?.position });

  const target = node.get('_target_');
  if (target?.kind !== 'scalar' || typeof target.value !== 'string' || isDynamic(target)) return problems;
  const found = findTarget(target.value, names);
  if (!found) {
    const where = { id: childId(id, '_target_'), position: target.position };
    if (disabled === false) report(registry.unknown(target.value), where);
    return problems;
  }
  if (!found.definition) return problems;

  const given = new Map<string, unknown>();
  const literals = new Map<string, Item>();
  for (const { key, node: value } of node.entries) {
    if (typeof key !== 'string' || reservedKeys.has(key)) continue;
    const literal = literalOf({ node: value, id: childId(id, key) }, items);
    if (literal) literals.set(key, literal);
    given.set(key, literal ? toHost(contentOf(literal.node)) : unresolved);
  }
  const { definition } = found;
  const byTruth = (argument: string, counts: unknown): void => {
    const literal = literals.get(argument);
    if (!literal) return;
    const { position } = literal.node;
    const got = describeValue(given.get(argument));
    notify({
      code: 'counts_by_truth',
      component: definition.name,
      argument,
      got,
      counts,
      id: childId(id, argument),
      position,
    });
  };
  for (const fault of registry.checkArguments(definition, given, byTruth)) {
    // In callable mode the missing arguments come with the call.
    if (fault.argument === undefined && modeName === 'callable') continue;
    report(fault.failure, placeOf(fault, node, id, literals));
  }
  return problems;
}

/** Where a fault of an argument is; for one that a reference brings, where its value stands, and the argument as well. */
function placeOf(fault: ArgumentFault, node: MappingNode, id: string, literals: ReadonlyMap<string, Item>): Where {
  const place = argumentPlace(fault.failure, node, id);
  const literal = fault.argument === undefined ? undefined : literals.get(fault.argument);
  if (!literal || !place.position || fault.failure.code !== 'invalid_argument' || literal.id === place.id) return place;
  const related = [{ note: 'used here', position: place.position }];
  return { ...place, position: literal.node.position, related };
}

/** The item that a value written here is, through references to others; undefined for what only the run knows. */
function literalOf(item: Item, items: Items): Item | undefined {
  const seen = new Set<ConfigNode>();
  for (let at = item; !seen.has(at.node); ) {
    seen.add(at.node);
    const { node, id } = at;
    const reference = node.kind === 'scalar' && typeof node.value === 'string' ? referenceIn(node.value) : undefined;
    if (reference === undefined || node.kind !== 'scalar') return holdsDynamic(node) ? undefined : at;
    const absolute = absoluteId(reference, node.home?.id ?? id);
    const found = absolute === undefined ? undefined : items.find(absolute);
    if (!found || !('node' in found)) return undefined;
    at = found;
  }
  return undefined;
}

/** Whether a component is left out: true, false, or undefined where only the run knows. */
function isDisabled(node: ConfigNode | undefined): boolean | undefined {
  if (!node) return false;
  if (node.kind !== 'scalar' || isDynamic(node)) return undefined;
  if (typeof node.value === 'string') return node.value.trim().toLowerCase() === 'true';
  return typeof node.value === 'boolean' ? node.value : node.value === null ? false : undefined;
}

/** Whether a value is known only at run time: a reference, an expression or a component. */
function isDynamic(node: ConfigNode): boolean {
  if (isComponent(node)) return true;
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return false;
  return node.value.startsWith('$') || referenceIn(node.value) !== undefined;
}

function holdsDynamic(node: ConfigNode): boolean {
  if (isDynamic(node)) return true;
  if (node.kind === 'sequence') return node.items.some(holdsDynamic);
  if (node.kind === 'mapping') return node.entries.some((entry) => holdsDynamic(entry.node));
  return false;
}
