import * as tf from '@tensorflow/tfjs';
import type { Difference } from './array-json.js';
import { differences as data } from './data.js';
import { differences as inferers } from './inferers.js';
import { differences as losses } from './losses.js';
import { differences as metrics } from './metrics.js';
import { differences as optimizers } from './optimizers.js';
import { differences as transforms } from './transforms.js';

/**
 * Prints, for each component, the largest difference from MONAI over all its cases, and ends with status 1 when one is
 * beyond its tolerance:
 *
 *     node dist/scripts/parity/report.js
 */
async function main(): Promise<void> {
  await tf.setBackend('cpu');
  const families = { transforms, data, losses, optimizers, inferers, metrics };
  let beyond = 0;
  for (const [family, differences] of Object.entries(families)) {
    console.log(`\n${family}`);
    for (const [component, { cases, worst }] of await summarize(differences())) {
      const bad = !(worst.difference <= worst.tolerance);
      if (bad) beyond++;
      const figure = worst.difference === 0 ? 'equal' : worst.difference.toExponential(1);
      console.log(
        `  ${component.padEnd(34)} ${String(cases).padStart(4)} cases  ${figure.padStart(8)}${bad ? `  BEYOND ${worst.tolerance} in ${worst.case}` : ''}`,
      );
    }
  }
  console.log(beyond === 0 ? '\nall within tolerance' : `\n${beyond} components beyond tolerance`);
  process.exitCode = beyond === 0 ? 0 : 1;
}

interface Summary {
  cases: number;
  /** The case that uses up most of its tolerance. */
  worst: Difference;
}

async function summarize(differences: AsyncIterable<Difference>): Promise<Map<string, Summary>> {
  const summaries = new Map<string, Summary>();
  for await (const one of differences) {
    const known = summaries.get(one.component);
    if (!known) {
      summaries.set(one.component, { cases: 1, worst: one });
      continue;
    }
    known.cases++;
    if (share(one) > share(known.worst)) known.worst = one;
  }
  return summaries;
}

function share({ difference, tolerance }: Difference): number {
  return tolerance === 0 ? (difference === 0 ? 0 : Number.POSITIVE_INFINITY) : difference / tolerance;
}

await main();
