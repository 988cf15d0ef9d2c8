import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';

class StatsKeys {
  static readonly [exposed]: Exposed = {
    RANK: property(),
    CURRENT_ITERATION: property(),
    CURRENT_EPOCH: property(),
    TOTAL_EPOCHS: property(),
    TOTAL_ITERATIONS: property(),
    BEST_VALIDATION_EPOCH: property(),
    BEST_VALIDATION_METRIC: property(),
  };

  readonly RANK = 'rank';
  readonly CURRENT_ITERATION = 'current_iteration';
  readonly CURRENT_EPOCH = 'current_epoch';
  readonly TOTAL_EPOCHS = 'total_epochs';
  readonly TOTAL_ITERATIONS = 'total_iterations';
  readonly BEST_VALIDATION_EPOCH = 'best_validation_epoch';
  readonly BEST_VALIDATION_METRIC = 'best_validation_metric';
}

/** The keys of what `get_stats` of trainers and evaluators returns (MONAI's `EngineStatsKeys`). */
export const EngineStatsKeys = new StatsKeys();
