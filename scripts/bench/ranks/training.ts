import { DiceLoss } from '../../../components/losses/dice-loss.js';
import { BasicUNet } from '../../../components/networks/basic-unet.js';
import { adam } from '../../../components/optimizers/adam.js';
import { DistributedDataParallel } from '../../../components/parallel/distributed-data-parallel.js';
import { Philox } from '../../../components/random/philox.js';
import { setSeed } from '../../../components/random/seed.js';
import { Events } from '../../../components/trainers/events.js';
import { SupervisedTrainer } from '../../../components/trainers/supervised-trainer.js';
import { selectBackend } from '../../../engine/backends/index.js';
import { joinProcessGroup } from '../../../engine/parallel/process-group.js';
import { enterRank } from '../../../engine/parallel/rank-process.js';
import { NdArray } from '../../../engine/types/index.js';

/**
 * One rank of the measurement of training: the NuClick bundle's BasicUNet on random batches, `training BATCH STEPS THREADS`, a global batch
 * of BATCH. Rank 0 prints the seconds of each step but the first two.
 */
const [batch = 8, steps = 8, threads = 1] = process.argv.slice(2).map(Number);
const rank = await enterRank();
joinProcessGroup();
await selectBackend('native', { threads });
setSeed(1);
const own = batch / rank.group.worldSize;
const random = new Philox(2).fork(rank.group.rank);
const image = (channels: number, value: () => number): NdArray =>
  new NdArray(Float32Array.from({ length: own * channels * 128 * 128 }, value), [own, channels, 128, 128], 'float32');
const data = { image: image(5, () => random.normal()), label: image(1, () => Number(random.uniform() < 0.2)) };

const network = new DistributedDataParallel(
  new BasicUNet(
    { spatialDims: 2, inChannels: 5, outChannels: 1, features: [32, 64, 128, 256, 512, 32] },
    new Philox(3),
  ),
);
const trainer = new SupervisedTrainer({
  trainDataLoader: Array.from({ length: steps + 2 }, () => data),
  maxEpochs: 1,
  network,
  optimizer: adam.create({
    params: network.parameters(),
    lr: 1e-4,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    amsgrad: false,
    foreach: null,
    capturable: false,
    differentiable: false,
    fused: null,
    maximize: false,
  }),
  lossFunction: new DiceLoss({
    includeBackground: true,
    toOnehotY: false,
    sigmoid: true,
    softmax: false,
    otherAct: null,
    squaredPred: true,
    jaccard: false,
    reduction: 'mean',
    smoothNr: 1e-5,
    smoothDr: 1e-5,
    batch: false,
    weight: null,
    softLabel: false,
  }),
});
const ends: number[] = [];
trainer.addEventHandler(Events.ITERATION_COMPLETED, () => void ends.push(performance.now()));
trainer.logger.setLevel('ERROR');
await trainer.run();
if (rank.group.rank === 0) {
  const seconds = ends.slice(2).map((end, index) => (end - (ends[index + 1] ?? end)) / 1000);
  process.stdout.write(`${JSON.stringify(seconds)}\n`);
}
await rank.leave();
process.exit(0);
