import { backendNames } from '../../backends/backend.js';
import { isBuilt } from '../../types/package-files.js';
import { command } from '../command.js';
import { coloursFor } from '../report/colours.js';
import { formatDiagnosis } from '../report/diagnosis-text.js';

export const doctor = command({
  words: 'doctor',
  summary: 'Tell what this machine runs on: backends, devices, threads, memory, and whether they compute alike',
  options: {
    json: { type: 'boolean', default: false, describe: 'Print JSON' },
    threads: { type: 'number', describe: 'Threads for the numerics (default: one for each core)' },
    probe: { type: 'string', choices: backendNames, describe: 'Try this backend only, and print what is found' },
  },
  examples: [
    ['medbundle doctor', 'exits with 1 when runs would not start'],
    ['medbundle doctor --json', 'prints the same for programs and bug reports'],
  ],
  async run({ json, threads, probe }, { stdout }) {
    const { proberApart, proberHere } = await import('../../doctor/probers.js');
    if (probe !== undefined) {
      stdout.write(`${JSON.stringify(await proberHere(threads)(probe))}\n`);
      return 0;
    }
    const { examine } = await import('../../doctor/examine.js');
    // The sources, under Vitest, have no program that another process could run.
    const diagnosis = await examine(isBuilt ? proberApart(threads) : proberHere(threads));
    stdout.write(json ? `${JSON.stringify(diagnosis, null, 2)}\n` : formatDiagnosis(diagnosis, coloursFor(stdout)));
    return diagnosis.ready ? 0 : 1;
  },
});
