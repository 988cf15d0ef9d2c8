export { readCheckpoint, writeCheckpoint } from './checkpoint.js';
export type { CheckpointTree, LoadedTree } from './tree.js';
