import { text } from '../../expression/text/repr.js';
import { streams } from '../../types/streams.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

let silenced = false;

/** Python's `warnings`: a warning is a line on standard error, unless filters ignore it. */
export const warningsModule = new TableModule(
  'warnings',
  members([
    fn('warn', 'message, category=None, stacklevel=1, source=None', (a) => {
      if (!silenced) streams.stderr.write(`Warning: ${text(a.value('message'))}\n`);
      return null;
    }),
    ...['filterwarnings', 'simplefilter'].map((name) =>
      fn(name, 'action, *args, **kwargs', (a) => {
        silenced = a.text('action') === 'ignore';
        return null;
      }),
    ),
    fn('resetwarnings', '', () => {
      silenced = false;
      return null;
    }),
  ]),
);
