import { Type } from 'typebox';
import { processGroup } from '../../engine/parallel/process-group.js';
import { component } from '../../engine/registry/component.js';

/** Waits until every rank has come here (`torch.distributed.barrier`); in a list of expressions to run, the next one waits for it. */
export const barrier = component({
  name: 'barrier',
  modules: ['torch.distributed', 'torch.distributed.distributed_c10d'],
  kind: 'function',
  description: 'Waits until every rank has come here.',
  arguments: Type.Object({
    group: Type.Unknown({ default: null, description: 'Accepted for PyTorch: there is one group.' }),
    asyncOp: Type.Boolean({ default: false, description: 'Accepted for PyTorch: whoever needs it awaits it.' }),
    deviceIds: Type.Unknown({ default: null, description: 'Accepted for PyTorch: a rank has one device.' }),
  }),
  create: async (): Promise<null> => {
    await processGroup().barrier();
    return null;
  },
});
