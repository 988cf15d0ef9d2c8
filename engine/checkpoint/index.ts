export { readCheckpoint, readCheckpointSync, writeCheckpoint } from './checkpoint.js';
export { torchLoad } from './torch-load.js';
export type { CheckpointTree, LoadedTree } from './tree.js';
