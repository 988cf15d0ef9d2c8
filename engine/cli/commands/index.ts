import type { Command } from '../command.js';
import { bench } from './bench.js';
import { ckptExport } from './ckpt-export.js';
import { components } from './components.js';
import { dataConsep } from './data-consep.js';
import { dataDemo } from './data-demo.js';
import { diff } from './diff.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { initBundle } from './init-bundle.js';
import { onnxExport } from './onnx-export.js';
import { run } from './run.js';
import { runWorkflow } from './run-workflow.js';
import { schemas } from './schemas.js';
import { start } from './start.js';
import { trtExport } from './trt-export.js';
import { verifyMetadata } from './verify-metadata.js';
import { verifyNetInOut } from './verify-net-in-out.js';
import { version } from './version.js';

/** The commands, in the order of the help. */
export const commands: readonly Command[] = [
  run,
  runWorkflow,
  initBundle,
  verifyMetadata,
  verifyNetInOut,
  onnxExport,
  ckptExport,
  trtExport,
  explain,
  diff,
  bench,
  start,
  dataConsep,
  dataDemo,
  components,
  doctor,
  schemas,
  version,
];
