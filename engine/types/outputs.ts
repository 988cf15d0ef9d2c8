/** Something a run left on disk. `path` is a file, or a folder that holds many. */
export interface Output {
  readonly kind: 'checkpoint' | 'metrics' | 'images' | 'events' | 'curves' | 'data' | 'log' | 'config' | 'resume';
  readonly path: string;
  /** What is worth knowing about it: `best Dice 0.91, epoch 12`. The latest replaces the one before. */
  readonly note?: string;
}

const reported = new Map<string, Output>();

/** Tells the end-of-run summary about an output. Reporting the same path again replaces its note. */
export function reportOutput(output: Output): void {
  reported.set(`${output.kind}\u0000${output.path}`, output);
}

/** A file that was written and then removed (an older checkpoint, say) leaves the summary again. */
export function withdrawOutput({ kind, path }: Pick<Output, 'kind' | 'path'>): void {
  reported.delete(`${kind}\u0000${path}`);
}

/** Everything reported since the last call, in order; the list starts anew. */
export function takeOutputs(): Output[] {
  const outputs = [...reported.values()];
  reported.clear();
  return outputs;
}
