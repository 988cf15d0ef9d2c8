import type { GraphBuilder } from '../builder.js';
import type { CallView } from './call-view.js';

/**
 * How operations of one kernel become nodes: the names of the results in the graph, in the layout that the kernel gives them. Undefined for
 * a result that graphs do not have.
 */
export type Lowering = (call: CallView, graph: GraphBuilder) => string | readonly (string | undefined)[];

/** Lowerings by kernel. */
export type LoweringTable = Readonly<Record<string, Lowering>>;
