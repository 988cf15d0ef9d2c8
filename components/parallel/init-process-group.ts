import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { joinProcessGroup } from '../../engine/parallel/process-group.js';
import { component } from '../../engine/registry/component.js';
import { Nullable } from '../../engine/registry/schema.js';

const accepted = (what: string): string => `Accepted for PyTorch: ${what}`;

/** Seconds of a number or a `datetime.timedelta`. */
function secondsOf(timeout: unknown): number | undefined {
  if (typeof timeout === 'number') return timeout;
  if (typeof timeout !== 'object' || timeout === null) return undefined;
  const part = (name: string): number => Number(Reflect.get(timeout, name) ?? 0);
  return part('days') * 86_400 + part('seconds') + part('microseconds') / 1e6;
}

/** Joins the ranks that were launched with this process: from here on collectives are theirs (`torch.distributed.init_process_group`). */
export const initProcessGroup = component({
  name: 'init_process_group',
  modules: ['torch.distributed', 'torch.distributed.distributed_c10d'],
  kind: 'function',
  description: 'Joins the ranks that medbundle run --nproc_per_node started.',
  arguments: Type.Object({
    backend: Nullable(
      Type.String({ description: 'nccl, gloo or mpi: all are shared memory among the ranks of one machine.' }),
    ),
    initMethod: Nullable(Type.String({ description: accepted('ranks meet without an address.') })),
    timeout: Type.Unknown({
      default: null,
      description: 'How long a rank waits for the others, a timedelta or seconds; 10 minutes by default.',
    }),
    worldSize: Type.Integer({ default: -1, description: 'Checked against the ranks that were started.' }),
    rank: Type.Integer({ default: -1, description: 'Checked against this rank.' }),
    store: Type.Unknown({ default: null, description: accepted('ranks meet without a store.') }),
    groupName: Type.String({ default: '', description: accepted('there is one group.') }),
    pgOptions: Type.Unknown({ default: null, description: accepted('there are no options.') }),
    deviceId: Type.Unknown({ default: null, description: accepted('a rank has one device.') }),
  }),
  create: ({ timeout, worldSize, rank }): null => {
    const group = joinProcessGroup();
    check('world_size', worldSize, group.worldSize);
    check('rank', rank, group.rank);
    const seconds = secondsOf(timeout);
    if (seconds !== undefined && seconds > 0 && 'timeout' in group) group.timeout = seconds * 1000;
    return null;
  },
});

function check(argument: string, given: number, actual: number): void {
  if (given < 0 || given === actual) return;
  const facts = { component: 'init_process_group', argument, expected: `${actual}, or none`, got: String(given) };
  fail({ family: 'component', code: 'invalid_argument', ...facts });
}
