import type { Option } from './option-table.js';

/** The options of torchrun that `run` understands, and ours about ranks. */
export const launchOptions = [
  { name: 'nproc_per_node', takes: 'id', description: 'Ranks to run in parallel; auto: one for each GPU, or core' },
  { name: 'nnodes', takes: 'id', description: 'Machines; 1 is all there is yet', default: '1' },
  { name: 'standalone', takes: 'switch', description: 'Accepted: ranks of one machine need no rendezvous' },
  {
    name: 'strict_device',
    takes: 'switch',
    description: 'Refuse to compute on processor cores where the config names a GPU',
    default: 'False',
  },
  {
    name: 'heartbeat_timeout',
    takes: 'count',
    description: 'Seconds without a sign of life after which a rank counts as hung',
    default: '120',
  },
  ...(['node_rank', 'master_addr', 'master_port', 'rdzv_backend', 'rdzv_endpoint', 'rdzv_id'] as const).map(
    (name) =>
      ({ name, takes: 'text', description: 'Accepted for torchrun: ranks of one machine meet in memory' }) as const,
  ),
] as const satisfies readonly Option[];
