export { readCheckpoint, readCheckpointSync, writeCheckpoint, writerOf } from './checkpoint.js';
export { torchLoad } from './torch-load.js';
export type { CheckpointTree, LoadedTree } from './tree.js';
