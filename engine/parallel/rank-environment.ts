import { fail } from '../errors.js';
import type { RegionShape } from './region.js';

/** Where a rank meets the others. */
export type Link =
  | { readonly kind: 'memory'; readonly path: string; readonly shape: RegionShape }
  | { readonly kind: 'socket'; readonly path: string };

/** What distinguishes one rank's environment from another's. */
export interface RankPlace {
  readonly rank: number;
  readonly ranks: number;
  readonly restarts: number;
  readonly maxRestarts: number;
  readonly runId: string;
  /** Cores for this rank. */
  readonly cores: number;
  /** The GPU that this rank computes on, as CUDA_VISIBLE_DEVICES names it. */
  readonly gpu: string | undefined;
  readonly link: Link;
}

/** The variable that tells a process how to meet the other ranks. */
const linkName = 'MEDBUNDLE_RANK_LINK';

/** The environment variables of a rank: torchrun's, which configs read, and ours. */
export function rankEnvironment(place: RankPlace): Record<string, string> {
  const { rank, ranks, cores, gpu, link } = place;
  return {
    RANK: String(rank),
    LOCAL_RANK: String(rank),
    GROUP_RANK: '0',
    ROLE_RANK: String(rank),
    ROLE_NAME: 'default',
    WORLD_SIZE: String(ranks),
    LOCAL_WORLD_SIZE: String(ranks),
    GROUP_WORLD_SIZE: '1',
    ROLE_WORLD_SIZE: String(ranks),
    MASTER_ADDR: '127.0.0.1',
    // Nothing listens on a port: ranks of one machine meet in memory.
    MASTER_PORT: '0',
    TORCHELASTIC_RESTART_COUNT: String(place.restarts),
    TORCHELASTIC_MAX_RESTARTS: String(place.maxRestarts),
    TORCHELASTIC_RUN_ID: place.runId,
    OMP_NUM_THREADS: String(cores),
    MEDBUNDLE_CORES: String(cores),
    // The pools of Node.js (files, images) and libvips: as many threads as the rank has cores.
    UV_THREADPOOL_SIZE: String(Math.max(2, cores)),
    VIPS_CONCURRENCY: String(cores),
    ...(gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
    [linkName]: JSON.stringify(link),
  };
}

/** A rank's place, as its own environment tells it. @throws BundleError not_launched */
export function placeFromEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): {
  readonly rank: number;
  readonly ranks: number;
  readonly link: Link;
} {
  const { RANK, WORLD_SIZE, [linkName]: link } = environment;
  if (RANK === undefined || WORLD_SIZE === undefined || link === undefined) {
    return fail({ family: 'parallel', code: 'not_launched' });
  }
  return { rank: Number(RANK), ranks: Number(WORLD_SIZE), link: JSON.parse(link) };
}
