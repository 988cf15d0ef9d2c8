export { type ExportedNetwork, type ExportOptions, exportExtensions, exportNetwork } from './export-network.js';
export * from './graph.js';
export { isOpen, type OpenSize, openSize, type Size, sizeAt, sizeText } from './sizes.js';
export { type TraceInput, type TraceOptions, traceNetwork } from './trace.js';
export { isTraceable, type TraceableNetwork } from './tracing/network.js';
export type { ExportOutcome, ExportRequest, Writer } from './writer.js';
