import { registerShippedComponents } from './components.js';

export { type Static, Type } from 'typebox';
export { selectBackend } from './backends/select.js';
export { withArgumentsFile } from './cli/arguments/args-file.js';
export { parseRunArguments, type RunArguments } from './cli/arguments/run-arguments.js';
export { type Colours, coloursFor } from './cli/report/colours.js';
export { exitCodeFor, formatErrors, type ReportOptions } from './cli/report/report-errors.js';
export type { ConfigSource, InlineConfig } from './config/layers.js';
export { describeNotice, type Notice } from './config/notice.js';
export type { Override, OverrideRules } from './config/overrides.js';
export type { Origin, Provenance } from './config/provenance.js';
export * from './errors.js';
export { type ExportedNetwork, type ExportOptions, exportNetwork } from './export/index.js';
export { evaluateExpression, type Names } from './expression/index.js';
export { type InitBundleOptions, initBundle } from './init/init-bundle.js';
export {
  type ComponentDefinition,
  type ComponentKind,
  type ConstantDefinition,
  component,
  constant,
} from './registry/component.js';
export * from './registry/exposed.js';
export { Registry, registerComponent, registry } from './registry/registry.js';
export * from './registry/schema.js';
export { ConfigParser, type ContentOptions, type ParserOptions } from './resolve/config-parser.js';
export { type RunResult, run } from './run.js';
export { runWorkflow } from './run-workflow.js';
export * from './types/index.js';
export { interruption } from './types/interrupt.js';
export { getLogger, Logger, type LogHandler, type LogRecord, logLevels, rootLogger } from './types/log.js';
export { type Output, reportOutput, takeOutputs, withdrawOutput } from './types/outputs.js';
export {
  type ProgressBar,
  type ProgressReporter,
  type ProgressTask,
  progress,
  reportProgressTo,
} from './types/progress.js';
export * from './values/index.js';
export { fakeSpatialShape, type ShapeVariables } from './verify/spatial-shape.js';
export { type VerifiedMetadata, type VerifyMetadataOptions, verifyMetadata } from './verify/verify-metadata.js';
export { type VerifiedNetwork, type VerifyNetInOutOptions, verifyNetInOut } from './verify/verify-net-in-out.js';
export { ConfigWorkflow } from './workflow/config-workflow.js';
export { type BundleWorkflow, type CreateWorkflowOptions, createWorkflow } from './workflow/create-workflow.js';
export type { BundleProperties, BundleProperty, WorkflowType } from './workflow/properties.js';
export type { WorkflowOptions } from './workflow/workflow-options.js';

// Whoever imports the package can name everything that ships with it.
registerShippedComponents();
