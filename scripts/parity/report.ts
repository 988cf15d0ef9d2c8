import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { components } from '../../components/index.js';
import { selectBackend } from '../../engine/backends/index.js';
import { differences as words } from './arguments.js';
import type { Difference } from './array-json.js';
import { differences as config } from './config.js';
import { differences as data } from './data.js';
import { differences as expressions } from './expressions.js';
import { differences as handlers } from './handlers.js';
import { differences as inferers } from './inferers.js';
import { differences as losses } from './losses.js';
import { differences as metrics } from './metrics.js';
import { differences as modules } from './modules.js';
import { differences as networks } from './networks.js';
import { differences as training } from './networks-training.js';
import { differences as optimizers } from './optimizers.js';
import { differences as runs } from './runs.js';
import { differences as trainers } from './trainers.js';
import { differences as transforms } from './transforms.js';

/** What is compared with MONAI, PyTorch, ignite, CPython and Fire. */
const families: Readonly<Record<string, () => AsyncIterable<Difference>>> = {
  transforms,
  data,
  networks,
  training,
  losses,
  optimizers,
  inferers,
  metrics,
  trainers,
  handlers,
  runs,
  config,
  expressions,
  modules,
  words,
};

/**
 * Prints, for each component, the largest difference from MONAI over all its cases, or how many answers differ where they are
 * texts, and ends with status 1 when one is beyond its tolerance. All families, or those named; minutes for all:
 *
 *     node dist/scripts/parity/report.js [--backend cpu] [losses metrics …]
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { backend: { type: 'string' } }, allowPositionals: true });
  const unknown = positionals.filter((name) => !Object.hasOwn(families, name));
  if (unknown.length > 0) {
    console.error(`no family is called ${unknown.join(', ')}; there are: ${Object.keys(families).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  await selectBackend(values.backend);
  console.log(`backend ${tf.getBackend()}`);
  let beyond = 0;
  const measured: string[] = [];
  for (const [family, differences] of Object.entries(families)) {
    if (positionals.length > 0 && !positionals.includes(family)) continue;
    console.log(`\n${family}`);
    for (const [component, summary] of await summarize(differences())) {
      measured.push(component);
      if (summary.beyond > 0) beyond++;
      console.log(lineFor(component, summary));
    }
  }
  if (positionals.length === 0)
    console.log(`\nwithout a case of their own: ${unmeasured(measured).join(', ') || 'none'}`);
  console.log(beyond === 0 ? '\nall within tolerance' : `\n${beyond} components beyond tolerance`);
  process.exitCode = beyond === 0 ? 0 : 1;
}

interface Summary {
  cases: number;
  /** Cases beyond their tolerance. */
  beyond: number;
  /** The case that uses up most of its tolerance. */
  worst: Difference;
}

async function summarize(differences: AsyncIterable<Difference>): Promise<Map<string, Summary>> {
  const summaries = new Map<string, Summary>();
  for await (const one of differences) {
    const outside = one.difference <= one.tolerance ? 0 : 1;
    const known = summaries.get(one.component);
    if (!known) {
      summaries.set(one.component, { cases: 1, beyond: outside, worst: one });
      continue;
    }
    known.cases++;
    known.beyond += outside;
    if (share(one) > share(known.worst)) known.worst = one;
  }
  return summaries;
}

function lineFor(component: string, { cases, beyond, worst }: Summary): string {
  const figure = worst.difference === 0 ? 'equal' : worst.difference.toExponential(1);
  const bad = beyond > 0 ? `  ${beyond} BEYOND ${worst.tolerance}, the farthest in ${worst.case}` : '';
  return `  ${component.padEnd(34)} ${String(cases).padStart(5)} cases  ${figure.padStart(8)}${bad}`;
}

/** What share of its tolerance a difference uses up. */
function share({ difference, tolerance }: Difference): number {
  if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
  return tolerance === 0 ? (difference === 0 ? 0 : Number.POSITIVE_INFINITY) : difference / tolerance;
}

/** Components that no row of the report is about. */
function unmeasured(measured: readonly string[]): string[] {
  const named = new Set(measured.flatMap((component) => component.split(/[^\w.]+/)));
  return components.flatMap((definition) => {
    if (!('create' in definition)) return [];
    const names = [
      definition.name,
      ...definition.aliases,
      ...definition.modules.map((one) => `${one}.${definition.name}`),
    ];
    return names.some((name) => named.has(name)) ? [] : [definition.name];
  });
}

await main();
