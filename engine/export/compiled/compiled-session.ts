import { fail } from '../../errors.js';
import type { CompiledHeader } from './compiled-file.js';
import { readCompiled } from './compiled-file.js';
import { findProvider, type ProviderName } from './providers.js';
import { Session } from './session.js';

/** A compiled network that is ready to run. */
export interface CompiledSession {
  readonly header: CompiledHeader;
  readonly session: Session;
}

/**
 * Opens a compiled network.
 * @throws BundleError checkpoint_damaged; missing_runtime; export_unusable for an engine that was built elsewhere, with the two versions
 */
export function openCompiled(path: string): CompiledSession {
  const { header, engine } = readCompiled(path);
  const here = findProvider(header.provider);
  if (here.version !== header.version) {
    fail({
      family: 'export',
      code: 'export_unusable',
      path,
      problem: `its engine was built by ${header.version}; here is ${here.version}`,
      fix: 'compile it on this machine: medbundle trt_export',
    });
  }
  return { header, session: new Session(path, engine, sessionOptions(header.provider)) };
}

/** ONNX Runtime's options to run an engine that is compiled already. */
export function sessionOptions(provider: ProviderName): Record<string, unknown> {
  return { executionProviders: [provider], graphOptimizationLevel: 'disabled', logSeverityLevel: 3 };
}
