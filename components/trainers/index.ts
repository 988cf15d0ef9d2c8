import { type ComponentDefinition, type ConstantDefinition, constant } from '../../engine/registry/component.js';
import { EngineStatsKeys } from './engine-stats-keys.js';
import { Events, IterationEvents } from './events.js';
import { engine } from './function-engine.js';
import { defaultPrepareBatch } from './prepare-batch.js';
import { prepareBatchDefault } from './prepare-batch-default.js';
import { prepareBatchExtraInput } from './prepare-batch-extra-input.js';
import { supervisedEvaluator } from './supervised-evaluator.js';
import { supervisedTrainer } from './supervised-trainer.js';
import { greater } from './workflow.js';

/** The trainers family, as the registry lists it. */
export const trainers: readonly (ComponentDefinition | ConstantDefinition)[] = [
  supervisedTrainer,
  supervisedEvaluator,
  engine,
  prepareBatchDefault,
  prepareBatchExtraInput,
  constant({ name: 'Events', modules: ['ignite.engine', 'ignite.engine.events'], value: Events }),
  constant({ name: 'IterationEvents', modules: ['monai.engines', 'monai.engines.utils'], value: IterationEvents }),
  constant({
    name: 'default_prepare_batch',
    modules: ['monai.engines', 'monai.engines.utils'],
    value: defaultPrepareBatch,
  }),
  constant({ name: 'default_metric_cmp_fn', modules: ['monai.engines', 'monai.engines.utils'], value: greater }),
  constant({ name: 'EngineStatsKeys', modules: ['monai.utils', 'monai.utils.enums'], value: EngineStatsKeys }),
];
