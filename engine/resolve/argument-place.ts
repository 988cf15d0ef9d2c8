import { childId } from '../config/id.js';
import { keyPosition, type MappingNode } from '../config/node.js';
import type { Failure, Where } from '../errors.js';

/** Where in a component's config a fault of its arguments is: the key, the value, or the target for a missing one. */
export function argumentPlace(failure: Failure, node: MappingNode, id: string): Where {
  const entry = 'argument' in failure ? node.entry(failure.argument) : undefined;
  if (!entry || !('argument' in failure)) return { id, position: (node.get('_target_') ?? node).position };
  const position = failure.code === 'unknown_argument' ? keyPosition(entry) : entry.node.position;
  return { id: childId(id, failure.argument), position };
}
