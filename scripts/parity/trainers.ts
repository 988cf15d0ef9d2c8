import { arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { play, type Scenario } from './engine-scenario.js';
import { type SupervisedRun, supervisedRun } from './supervised-run.js';

/** How far our engine and trainer are from ignite's and MONAI's. For logs and file names: the number of lines that differ. */
export async function* differences(): AsyncIterable<Difference> {
  for (const scenario of await readFixture<readonly Scenario[]>('trainers', 'Engine')) {
    const difference = differing(await play(scenario), scenario.log);
    yield { component: 'Engine', case: scenario.name, difference, tolerance: 0 };
  }
  const theirs = await readFixture<SupervisedRun>('trainers', 'SupervisedTrainer');
  const ours = await supervisedRun(theirs);
  const one = (name: string, difference: number, tolerance: number): Difference => ({
    component: 'SupervisedTrainer',
    case: name,
    difference,
    tolerance,
  });
  yield one('events', differing(ours.log, theirs.log), 0);
  yield one('files', differing(ours.files, theirs.files), 0);
  yield one('losses', apart(ours.losses, theirs.losses), 1e-5);
  yield one('training metric', apart(ours.train_dice, theirs.train_dice), 1e-5);
  yield one('validation metric', apart(ours.val_dice.flat(2), theirs.val_dice.flat(2)), 1e-5);
  yield one('best metric and epoch', apart(ours.best, theirs.best), 1e-5);
  const weights = Object.entries(theirs.final).map(([name, array]) => {
    const own = ours.final.get(name);
    return own ? largestDifference(own, arrayOf(array)) : Number.POSITIVE_INFINITY;
  });
  yield one('weights after training', Math.max(...weights), 1e-4);
}

function differing(ours: readonly string[], theirs: readonly string[]): number {
  return Array.from({ length: Math.max(ours.length, theirs.length) }).filter((_, at) => ours[at] !== theirs[at]).length;
}

function apart(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? Number.NaN))));
}
