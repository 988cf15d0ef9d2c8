import { childId } from '../config/id.js';
import type { MappingNode } from '../config/node.js';
import type { Notice } from '../config/notice.js';
import { fail, type Where } from '../errors.js';
import { call, isCallable } from '../expression/operators/call.js';
import { truthy } from '../expression/operators/truth.js';
import type { ComponentDefinition } from '../registry/component.js';
import { ComponentCallable } from '../registry/component-callable.js';
import { describeValue } from '../registry/describe-schema.js';
import { signatureOf } from '../registry/signature.js';
import { asTruth } from '../registry/truth.js';
import type { Value } from '../values/index.js';
import { invalidMode, isMode, reservedKeys } from './component-keys.js';
import { breakHere } from './debugger.js';
import { PartialCallable } from './partial.js';
import { findTarget, type TargetNames } from './target.js';

/**
 * Makes a component from its config, whose references and expressions are resolved. One that is disabled, or has lost its
 * `_target_` (a disabled component itself), is null. A target that cannot be called is the item.
 * @throws BundleError unknown_component, invalid_mode, and what the component refuses
 */
export function instantiate(
  node: MappingNode,
  id: string,
  content: ReadonlyMap<Value, Value>,
  names: TargetNames,
  notify: (notice: Notice) => void,
): Value {
  const target = content.get('_target_');
  if (target === undefined || isDisabled(content.get('_disabled_'))) return null;
  const targetPosition = node.get('_target_')?.position;
  const callee = calleeOf(target, names, { id, position: targetPosition });
  const mode = content.get('_mode_') ?? (content.has('_mode_') ? null : 'default');
  if (!isMode(mode)) fail(invalidMode(mode), { id, position: node.get('_mode_')?.position });
  if (!isCallable(callee)) {
    notify({ code: 'target_not_callable', id, position: node.position });
    return callee;
  }
  const args = argumentsOf(content);
  if (callee instanceof ComponentCallable) noticeTexts(callee.definition, args, node, id, notify);
  const stops = mode.trim() === 'debug' || truthy(content.get('_debug_') ?? null);
  if (stops) breakHere((url) => notify({ code: 'debugger', id, url }));
  if (mode.trim() !== 'callable') return call(callee, [], args);
  return args.size === 0 ? callee : new PartialCallable(callee, args);
}

/** Tells of flags that an expression made a text. What is written out was seen when the config was checked. */
function noticeTexts(
  definition: ComponentDefinition,
  args: ReadonlyMap<string, Value>,
  node: MappingNode,
  id: string,
  notify: (notice: Notice) => void,
): void {
  const { byName } = signatureOf(definition);
  for (const [name, value] of args) {
    const argument = typeof value === 'string' ? byName.get(name) : undefined;
    const counts = argument && asTruth(argument.schema, value);
    if (counts === undefined) continue;
    const position = (node.get(name) ?? node).position;
    const [component, got] = [definition.name, describeValue(value)];
    notify({ code: 'counts_by_truth', component, argument: name, got, counts, id: childId(id, name), position });
  }
}

/** `"true"` in any case disables, other text does not; anything else by its truth. */
function isDisabled(value: Value | undefined): boolean {
  if (value === undefined) return false;
  return typeof value === 'string' ? value.trim().toLowerCase() === 'true' : truthy(value);
}

function calleeOf(target: Value, names: TargetNames, where: Where): Value {
  if (typeof target !== 'string' && target !== null) return target;
  const name = target ?? 'None';
  return findTarget(name, names)?.value ?? fail(names.registry.unknown(name), where);
}

function argumentsOf(content: ReadonlyMap<Value, Value>): Map<string, Value> {
  const args = new Map<string, Value>();
  for (const [key, value] of content) {
    if (typeof key !== 'string') {
      fail({
        family: 'expression',
        code: 'python_exception',
        pythonName: 'TypeError',
        message: 'keywords must be strings',
        fix: 'the keys of a component name its arguments',
      });
    }
    if (!reservedKeys.has(key)) args.set(key, value);
  }
  return args;
}
