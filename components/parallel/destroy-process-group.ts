import { Type } from 'typebox';
import { leaveProcessGroup } from '../../engine/parallel/process-group.js';
import { component } from '../../engine/registry/component.js';

/** Leaves the ranks: collectives are this process's own again (`torch.distributed.destroy_process_group`). */
export const destroyProcessGroup = component({
  name: 'destroy_process_group',
  modules: ['torch.distributed', 'torch.distributed.distributed_c10d'],
  kind: 'function',
  description: 'Leaves the ranks that init_process_group joined.',
  arguments: Type.Object({
    group: Type.Unknown({ default: null, description: 'Accepted for PyTorch: there is one group.' }),
  }),
  create: (): null => {
    leaveProcessGroup();
    return null;
  },
});
