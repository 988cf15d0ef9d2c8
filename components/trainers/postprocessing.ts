import { fail } from '../../engine/errors.js';
import type { Random } from '../../engine/types/index.js';
import { isMapping } from '../data/mapping.js';
import { rootRandom } from '../random/seed.js';
import type { State } from './state.js';

/** What turns a model's raw output into results: a transform (usually a Compose), or a function. */
export type Postprocessing =
  | { apply(data: Readonly<Record<string, unknown>>, random: Random): unknown }
  | ((data: unknown) => unknown);

/**
 * Applies a transform to the batch and output of an iteration: to each sample when both are lists of samples. A sample and its output are
 * merged for the transform; afterwards what the output had, or what is new, goes to the output, the rest to the sample. Samples are
 * processed in order, so that what a transform writes (files, lists) comes in order too.
 */
export async function postprocess(state: State, transform: Postprocessing): Promise<void> {
  const stream = rootRandom().fork('postprocessing').fork(state.iteration);
  const { batch, output } = state;
  if (!Array.isArray(batch) || !Array.isArray(output)) {
    [state.batch, state.output] = await applyTo(batch, output, transform, stream);
    return;
  }
  for (let index = 0; index < Math.min(batch.length, output.length); index++) {
    const done = await applyTo(batch[index], output[index], transform, stream.fork(index));
    [batch[index], output[index]] = done;
  }
}

async function applyTo(
  batch: unknown,
  output: unknown,
  transform: Postprocessing,
  random: Random,
): Promise<[batch: unknown, output: unknown]> {
  if (!isMapping(batch) || !isMapping(output)) {
    const result = typeof transform === 'function' ? transform(output) : refuse(output);
    return [batch, await result];
  }
  const merged = { ...batch, ...output };
  const result = await (typeof transform === 'function' ? transform(merged) : transform.apply(merged, random));
  if (!isMapping(result)) {
    return fail({
      family: 'component',
      code: 'bad_input',
      component: 'postprocessing',
      problem: 'the transform must return one mapping for each sample',
    });
  }
  const left: Record<string, unknown> = { ...batch };
  const right: Record<string, unknown> = { ...output };
  for (const [key, value] of Object.entries(result)) {
    if (key in output || !(key in batch)) right[key] = value;
    else left[key] = value;
  }
  return [left, right];
}

function refuse(output: unknown): never {
  return fail({
    family: 'component',
    code: 'bad_input',
    component: 'postprocessing',
    problem: `transforms need samples with named items, not ${Array.isArray(output) ? 'a list' : typeof output}`,
    fix: 'leave decollate on, or give a function instead of a transform',
  });
}
