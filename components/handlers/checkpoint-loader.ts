import { type Static, Type } from 'typebox';
import { readCheckpoint } from '../../engine/checkpoint/index.js';
import { isStateful, restoreState, type Stateful } from '../../engine/checkpoint/saved-state.js';
import type { LoadedTree } from '../../engine/checkpoint/tree.js';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import { getLogger } from '../../engine/types/log.js';
import type { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';

const Arguments = Type.Object({
  loadPath: Type.String({ description: 'The file: PyTorch’s .pt or .pth, or safetensors.' }),
  loadDict: Type.Record(Type.String(), Instance<Stateful>('a network, optimizer, scheduler or trainer', isStateful), {
    minProperties: 1,
    description: 'What to restore, by its name in the file; a bare state dict needs no name.',
  }),
  name: Nullable(Type.String({ description: "The logger's name; the engine's own by default." })),
  mapLocation: Type.Unknown({
    default: null,
    description: 'Accepted for MONAI; the backend decides where tensors live.',
  }),
  strict: Type.Boolean({
    default: true,
    description: 'Whether missing, unexpected and mis-shaped weights are an error, rather than left out.',
  }),
  strictShape: Type.Boolean({
    default: true,
    description: 'Without it only weights whose name and shape fit are loaded, and only those of networks.',
  }),
});

/** Restores networks, optimizers and trainers from a checkpoint when a run starts, or when called (MONAI's `CheckpointLoader`). */
export class CheckpointLoader {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  constructor(readonly options: Static<typeof Arguments>) {}

  attach(engine: Engine): void {
    engine.addEventHandler(Events.STARTED, this);
  }

  /**
   * @throws BundleError checkpoint_missing, checkpoint_damaged, checkpoint_unsafe, checkpoint_mismatch; bad_input when the file has gone
   * through more epochs than the engine is to run
   */
  async handle(engine: Engine): Promise<void> {
    const { loadPath, loadDict, name, strict, strictShape } = this.options;
    const logger = name === null ? engine.logger : getLogger(name);
    const content = await readCheckpoint(loadPath);
    const { maxEpochs } = engine.state;
    for (const [key, object] of Object.entries(loadDict)) {
      if (!strictShape && !('allParameters' in object)) {
        logger.warning(`strict_shape is off: "${key}" is no network and is not restored`);
        continue;
      }
      restoreState(object, this.#part(content, key), loadPath, strict, strictShape);
    }
    if (maxEpochs !== null && engine.state.epoch > maxEpochs) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'CheckpointLoader',
        problem: `the checkpoint has gone through ${engine.state.epoch} epochs, but max_epochs is ${maxEpochs}`,
        fix: 'raise max_epochs, or leave the trainer out of load_dict',
      });
    }
    engine.state.maxEpochs = maxEpochs;
    logger.info(`Restored all variables from ${loadPath}`);
  }

  /** What the file holds under a name; all of it where there is only one object and the file does not name it. */
  #part(content: LoadedTree, key: string): LoadedTree {
    const { loadDict, loadPath } = this.options;
    if (content instanceof Map) {
      const part = content.get(key);
      if (part !== undefined) return part;
    }
    if (Object.keys(loadDict).length === 1) return content;
    const names = content instanceof Map ? [...content.keys()].slice(0, 8).join(', ') : 'no names';
    return fail({
      family: 'checkpoint',
      code: 'checkpoint_damaged',
      path: loadPath,
      problem: `it has no "${key}"; it has ${names}`,
    });
  }
}

export const checkpointLoader = component({
  name: 'CheckpointLoader',
  modules: ['monai.handlers', 'monai.handlers.checkpoint_loader'],
  kind: 'handler',
  description: 'Restores networks, optimizers and trainers from a checkpoint.',
  arguments: Arguments,
  create: (args) => new CheckpointLoader(args),
});
