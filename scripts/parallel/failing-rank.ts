import { coloursFor } from '../../engine/cli/report/colours.js';
import { formatErrors } from '../../engine/cli/report/report-errors.js';
import { fail } from '../../engine/errors.js';
import { enterRank } from '../../engine/parallel/rank-process.js';

/**
 * The program of a rank that goes wrong as its words say: `failing-rank HOW RANK` lets rank RANK throw, exit, end too early, hang, be killed or crash
 * while the others go on with collectives, which never end by themselves. The tests of `launch` run it.
 */
const [how = '', victim = ''] = process.argv.slice(2);
const rank = await enterRank();
const { group } = rank;
const unlucky = group.rank === Number(victim);

try {
  await group.barrier();
  process.stdout.write(`rank ${group.rank} is ready as ${process.pid}\n`);
  for (let turn = 0; ; turn++) {
    if (turn === 3 && unlucky) await goWrong();
    await group.allreduce(new Float32Array(1000));
    await new Promise((wake) => setTimeout(wake, 5));
  }
} catch (error) {
  await rank.fail(error, formatErrors(error, { colours: coloursFor({}), verbose: true }));
  process.exit(1);
}

async function goWrong(): Promise<void> {
  switch (how) {
    case 'throw':
      return fail({ family: 'run', code: 'diverged', what: 'this rank was told to fail' });
    case 'exit':
      return process.exit(7);
    case 'leave':
      await rank.leave();
      return process.exit(0);
    case 'kill':
      return void process.kill(process.pid, 'SIGKILL');
    case 'crash':
      return process.abort();
    case 'hang':
      for (;;) if (performance.now() < 0) return;
    case 'sleep':
      return new Promise(() => setInterval(() => undefined, 1000));
  }
}
