import { workerData } from 'node:worker_threads';

/**
 * A thread of every rank that ends the rank when the process that launched it is gone. The rank's own event loop would notice as well,
 * but not while a kernel computes for minutes, or hangs.
 */
const parent: unknown = workerData;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 250);
