import { asDouble } from '../../expression/callables/arguments.js';
import { items } from '../../expression/operators/iterate.js';
import { makeFloat, makeInt, Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { daysBeforeMonth, ordinal, weekday } from '../datetime/calendar.js';
import { DateTime, ofTimestamp } from '../datetime/date-time.js';
import { formatTime, type Moment } from '../datetime/strftime.js';
import { parseTime } from '../datetime/strptime.js';
import { utc } from '../datetime/time-zone.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

function timeTuple(moment: Moment, daylight: number): Tuple {
  const { year, month, day, hour, minute, second } = moment;
  const dayOfYear = daysBeforeMonth(year, month) + day;
  return new Tuple([year, month, day, hour, minute, second, weekday(ordinal(year, month, day)), dayOfYear, daylight]);
}

/** The moment that a time tuple describes. */
function momentOf(value: Value): Moment {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = Array.from(items(value), Number);
  return { year, month, day, hour, minute, second, microsecond: 0, offset: null, zone: '' };
}

function secondsOf(a: Arguments, name: string): number {
  return a.isNone(name) ? Date.now() / 1000 : asDouble(a.value(name));
}

/** Python's `time`, but for what waits. */
export const timeModule = new TableModule(
  'time',
  members([
    fn('time', '', () => makeFloat(Date.now() / 1000)),
    fn('time_ns', '', () => makeInt(BigInt(Date.now()) * 1_000_000n)),
    ...['perf_counter', 'monotonic', 'process_time'].map((name) =>
      fn(name, '', () => makeFloat(performance.now() / 1000)),
    ),
    ...['perf_counter_ns', 'monotonic_ns'].map((name) => fn(name, '', () => makeInt(process.hrtime.bigint()))),
    fn('strftime', 'format, t=None, /', (a) => {
      const moment = a.isNone('t') ? DateTime.ofDate(new Date(), null).moment() : momentOf(a.value('t'));
      return formatTime(moment, a.text('format'));
    }),
    fn('strptime', "string, format='%a %b %d %H:%M:%S %Y', /", (a) =>
      timeTuple(parseTime(a.text('string'), a.text('format')), -1),
    ),
    fn('gmtime', 'seconds=None, /', (a) =>
      timeTuple(ofTimestamp(Math.floor(secondsOf(a, 'seconds')), utc).moment(), 0),
    ),
    fn('localtime', 'seconds=None, /', (a) =>
      timeTuple(ofTimestamp(Math.floor(secondsOf(a, 'seconds')), null).moment(), 0),
    ),
    fn('mktime', 't, /', (a) => new DateTime(momentOf(a.value('t')), momentOf(a.value('t'))).timestamp()),
    fn('ctime', 'seconds=None, /', (a) => ofTimestamp(secondsOf(a, 'seconds'), null).ctime()),
    fn('asctime', 't=None, /', (a) =>
      (a.isNone('t')
        ? DateTime.ofDate(new Date(), null)
        : new DateTime(momentOf(a.value('t')), momentOf(a.value('t')))
      ).ctime(),
    ),
  ]),
);
