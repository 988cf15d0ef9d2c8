/** Where text for people goes. */
export interface TextStream {
  write(text: string): void;
}

const plain = {
  stdout: { write: (text: string): void => void process.stdout.write(text) },
  stderr: { write: (text: string): void => void process.stderr.write(text) },
};

const current: { stdout: TextStream; stderr: TextStream } = { ...plain };

/**
 * Standard output and standard error. Log handlers and `print` write here rather than to the process, so that the command
 * line can keep a progress bar below the text.
 */
export const streams: { readonly stdout: TextStream; readonly stderr: TextStream } = {
  stdout: { write: (text) => current.stdout.write(text) },
  stderr: { write: (text) => current.stderr.write(text) },
};

/** Sends both elsewhere, or back to the process. */
export function redirectStreams(to: { stdout: TextStream; stderr: TextStream } | null): void {
  Object.assign(current, to ?? plain);
}
