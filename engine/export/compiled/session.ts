import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { fail } from '../../errors.js';
import { builtFile } from '../../types/package-files.js';

/** A tensor on its way to a session or back: float32. */
export interface SessionTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What the session's thread is given. */
export interface SessionStart {
  readonly port: MessagePort;
  /** Becomes 1 when an answer is there. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  readonly model: Uint8Array;
  /** ONNX Runtime's session options. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface SessionCall {
  readonly feeds: readonly SessionTensor[];
}

export type SessionAnswer = { readonly outputs: readonly SessionTensor[] } | { readonly error: string };

/**
 * An ONNX Runtime session in a thread of its own. ONNX Runtime's results come as promises, and a network's forward pass cannot wait for one;
 * this waits for the thread instead.
 */
export class Session {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));

  /** @throws BundleError missing_runtime without onnxruntime-node */
  constructor(
    readonly path: string,
    model: Uint8Array,
    options: Readonly<Record<string, unknown>>,
  ) {
    onnxRuntimePackage();
    const file = builtFile('engine/export/compiled/session-worker');
    if (!existsSync(file)) fail({ family: 'data', code: 'file_missing', path: file, fix: 'run `npm run build` first' });
    const { port1, port2 } = new MessageChannel();
    const workerData: SessionStart = { port: port2, flag: this.#flag, model, options };
    this.#worker = new Worker(file, { workerData, transferList: [port2], execArgv: [] });
    this.#port = port1;
    this.#worker.unref();
    port1.unref();
  }

  /** @throws BundleError export_unusable with ONNX Runtime's reason */
  run(feeds: readonly SessionTensor[]): readonly SessionTensor[] {
    Atomics.store(this.#flag, 0, 0);
    const call: SessionCall = { feeds };
    this.#port.postMessage(call);
    for (;;) {
      // The answer is posted before the flag is raised.
      Atomics.wait(this.#flag, 0, 0);
      const received: { message: SessionAnswer } | undefined = receiveMessageOnPort(this.#port);
      if (!received) continue;
      const { message } = received;
      if ('outputs' in message) return message.outputs;
      fail({ family: 'export', code: 'export_unusable', path: this.path, problem: message.error });
    }
  }

  /** Ends the thread; no run is under way, as each is waited for. */
  dispose(): void {
    this.#port.close();
    void this.#worker.terminate();
  }
}

export interface OnnxRuntimePackage {
  readonly version: string;
  readonly folder: string;
  /** Names of the providers it has been built with. */
  readonly supported: readonly string[];
}

/** The ONNX Runtime that is installed. @throws BundleError missing_runtime */
export function onnxRuntimePackage(): OnnxRuntimePackage {
  const require = createRequire(import.meta.url);
  try {
    const { version }: { version?: unknown } = require('onnxruntime-node/package.json');
    const { listSupportedBackends }: typeof import('onnxruntime-node') = require('onnxruntime-node');
    const folder = dirname(require.resolve('onnxruntime-node/package.json'));
    return { version: String(version), folder, supported: listSupportedBackends().map(({ name }) => String(name)) };
  } catch (error) {
    const looked = error instanceof Error ? [error.message.split('\n')[0] ?? ''] : [];
    return fail({
      family: 'export',
      code: 'missing_runtime',
      what: 'onnxruntime-node, which runs compiled networks,',
      looked,
      fix: 'npm install onnxruntime-node',
    });
  }
}
