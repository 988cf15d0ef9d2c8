import { Type } from 'typebox';
import { isCompiled } from '../../engine/export/compiled/compiled-file.js';
import { readTorchScript } from '../../engine/export/torchscript/read-torchscript.js';
import { component } from '../../engine/registry/component.js';
import { DeviceArgument } from '../../engine/registry/schema.js';
import { CompiledNetwork } from './graph/compiled-network.js';
import { GraphNetwork } from './graph/graph-network.js';

/** `torch.jit.load`: a network from a TorchScript archive that `ckpt_export` wrote, or one that `trt_export` compiled. */
export const jitLoad = component({
  name: 'load',
  modules: ['torch.jit'],
  kind: 'function',
  description: 'Opens a network that was exported to a TorchScript archive, or compiled.',
  arguments: Type.Object({
    f: Type.String({ description: 'Path of the archive.' }),
    mapLocation: DeviceArgument({ description: 'Accepted; the backend decides where tensors live.', default: null }),
    extraFiles: Type.Unknown({
      default: null,
      description: 'Accepted; what the archive holds beside the network is not returned.',
    }),
  }),
  create: ({ f }) => {
    if (isCompiled(f)) return new CompiledNetwork(f);
    const { graph, state } = readTorchScript(f);
    return new GraphNetwork(graph, state);
  },
});
