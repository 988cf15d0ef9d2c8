/** The variables by which a launcher tells its ranks which run they are, and whether they are to go on with it. */
const runName = 'MEDBUNDLE_RUN';
const restarts = 'TORCHELASTIC_RESTART_COUNT';

/** What a launcher adds to the environment of its ranks. */
export function restartEnvironment(name: string): Record<string, string> {
  return { [runName]: name };
}

/** The options that a launcher has given this process; none where it was not launched. */
export function restartFromEnvironment(): { readonly runName?: string; readonly restarted?: boolean } {
  const name = process.env[runName];
  return name === undefined ? {} : { runName: name, restarted: Number(process.env[restarts] ?? 0) > 0 };
}
