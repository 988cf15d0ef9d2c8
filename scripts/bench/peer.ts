import { type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that says `ready` and then answers each line with a line. */
export interface Peer {
  ask(question: string): Promise<string>;
  end(): void;
}

/** @throws Error when it ends before it has answered */
export async function startPeer(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Peer> {
  const options: SpawnOptions = { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'inherit'] };
  const { stdin, stdout } = spawn(command, args, options);
  if (!stdin || !stdout) throw new Error(`${command} has no pipes`);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args[0]} ended`);
    return value;
  };
  while ((await next()) !== 'ready');
  return {
    ask(question) {
      stdin.write(`${question}\n`);
      return next();
    },
    end: () => stdin.end(),
  };
}
