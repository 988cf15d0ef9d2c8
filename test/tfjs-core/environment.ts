import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { selectBackend } from '../../engine/backends/index.js';
import { addonPath } from '../../engine/backends/native/addon.js';
import { skips } from './skips.js';

/** What we use of jasmine, which brings no types. */
interface Jasmine {
  getEnv(): {
    configure(settings: { random: boolean; specFilter: (spec: { getFullName(): string }) => boolean }): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    execute(): Promise<{ overallStatus: string }>;
  };
  DEFAULT_TIMEOUT_INTERVAL: number;
}

interface SpecResult {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  readonly failedExpectations: readonly { readonly message: string }[];
}

const [backend = 'native', only = ''] = process.argv.slice(2);

const core: { boot(): Jasmine } = createRequire(import.meta.url)('jasmine-core');
const jasmine = core.boot();
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;

if (backend === 'native' && addonPath() === undefined) {
  console.log("tfjs-core's tests on native: the kernels were not built on this machine");
  process.exit(0);
}
await selectBackend(backend, { threads: 2 });
tf.env().set('PROD', false);
setTestEnvs([{ name: `test-${backend}`, backendName: backend, isDataSync: true }]);

/** Runs every test that was described, prints the failures and the counts, and sets the exit code. */
export async function execute(): Promise<void> {
  // Some tests print profiles.
  const print = console.log;
  console.log = () => {};
  const counts = { passed: 0, failed: 0, pending: 0, excluded: 0 };
  const unused = new Set(skips.filter((skip) => skip.backends.includes(backend)));
  const known = [...unused];
  const environment = jasmine.getEnv();
  environment.configure({
    random: false,
    specFilter(spec) {
      const name = spec.getFullName();
      const skip = known.find(({ test }) => name.includes(test));
      if (skip) unused.delete(skip);
      return !skip && name.includes(only);
    },
  });
  environment.addReporter({
    specDone({ fullName, status, failedExpectations }) {
      counts[status]++;
      if (status !== 'failed') return;
      print(`failed: ${fullName}`);
      for (const { message } of failedExpectations) print(`    ${message.split('\n', 3).join('\n    ')}`);
    },
  });
  const started = performance.now();
  await environment.execute();
  console.log = print;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `tfjs-core's tests on ${backend}: ${counts.passed} passed, ${counts.failed} failed, ` +
      `${counts.excluded + counts.pending} skipped, in ${seconds} s`,
  );
  for (const { test } of unused) console.log(`a skip is of no test: ${test}`);
  process.exitCode = counts.failed > 0 || (unused.size > 0 && only === '') ? 1 : 0;
}
