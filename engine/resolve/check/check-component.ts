import { contentOf } from '../../config/content.js';
import { childId, referenceIn } from '../../config/id.js';
import { type ConfigNode, isComponent, type MappingNode } from '../../config/node.js';
import { BundleError, type Failure, type Where } from '../../errors.js';
import { unresolved } from '../../registry/registry.js';
import { toHost } from '../../values/index.js';
import { argumentPlace } from '../argument-place.js';
import { invalidMode, isMode, reservedKeys } from '../component-keys.js';
import { findTarget, type TargetNames } from '../target.js';

/**
 * Faults of a component that its config shows: an unknown name, unknown or missing arguments, literals of a wrong type, a
 * `_mode_` that does not exist. What is disabled for certain is passed over, and so is the name of what may be disabled.
 */
export function checkComponent(node: MappingNode, id: string, names: TargetNames): BundleError[] {
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
  for (const { key, node: value } of node.entries) {
    if (typeof key !== 'string' || reservedKeys.has(key)) continue;
    given.set(key, holdsDynamic(value) ? unresolved : toHost(contentOf(value)));
  }
  for (const fault of registry.checkArguments(found.definition, given)) {
    // In callable mode the missing arguments come with the call.
    if (fault.argument === undefined && modeName === 'callable') continue;
    report(fault.failure, argumentPlace(fault.failure, node, id));
  }
  return problems;
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
