import { type Arguments, asDouble, asSize } from '../../expression/callables/arguments.js';
import { StaticMember, statics } from '../../expression/callables/members.js';
import { typeError } from '../../expression/raise.js';
import { PyType } from '../../expression/types/python-type.js';
import type { Value } from '../../values/index.js';
import { members, TableModule } from '../table-module.js';
import { PyTime } from './clock.js';
import { PyDate } from './date.js';
import { DateTime, ofTimestamp } from './date-time.js';
import { parseIsoDate, parseIsoTime } from './iso-text.js';
import { parseTime } from './strptime.js';
import { makeTimeDelta, TimeDelta } from './time-delta.js';
import { TimeZone, utc } from './time-zone.js';

function number(args: Arguments, index: number, byDefault = 0): number {
  return args.has(index) ? asSize(args.at(index)) : byDefault;
}

function zone(value: Value): TimeZone | null {
  if (value === null || value instanceof TimeZone) return value;
  typeError('tzinfo argument must be None or of a tzinfo subclass');
}

const deltaUnits = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'];

const timeDeltaType = new PyType({
  name: 'datetime.timedelta',
  accepts: (value) => value instanceof TimeDelta,
  construct: [
    deltaUnits.map((unit) => `${unit}?`).join(', '),
    (args) =>
      makeTimeDelta(new Map(deltaUnits.flatMap((unit, i) => (args.has(i) ? [[unit, args.at(i)] as const] : [])))),
  ],
  members: [
    ['min', new StaticMember(new TimeDelta(-999999999n * 86_400_000_000n))],
    ['max', new StaticMember(new TimeDelta(999999999n * 86_400_000_000n + 86_399_999_999n))],
    ['resolution', new StaticMember(new TimeDelta(1n))],
  ],
});

const dateType = new PyType({
  name: 'datetime.date',
  accepts: (value) => value instanceof PyDate,
  construct: ['year, month, day', (args) => new PyDate(number(args, 0), number(args, 1), number(args, 2))],
  members: [
    ...statics(
      { name: 'date' },
      {
        today: ['', () => DateTime.ofDate(new Date(), null).date()],
        fromisoformat: ['date_string, /', (args) => dateOf(parseIsoDate(args.text(0)))],
        fromordinal: ['ordinal, /', (args) => PyDate.ofOrdinal(args.size(0))],
        fromtimestamp: ['timestamp, /', (args) => ofTimestamp(asDouble(args.at(0)), null).date()],
      },
    ),
    ['min', new StaticMember(new PyDate(1, 1, 1))],
    ['max', new StaticMember(new PyDate(9999, 12, 31))],
    ['resolution', new StaticMember(new TimeDelta(86_400_000_000n))],
  ],
});

function dateOf({ year, month, day }: { year: number; month: number; day: number }): PyDate {
  return new PyDate(year, month, day);
}

const timeType = new PyType({
  name: 'datetime.time',
  accepts: (value) => value instanceof PyTime,
  construct: [
    'hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
    (args) =>
      new PyTime(
        { hour: number(args, 0), minute: number(args, 1), second: number(args, 2), microsecond: number(args, 3) },
        zone(args.at(4)),
      ),
  ],
  members: statics(
    { name: 'time' },
    {
      fromisoformat: [
        'time_string, /',
        (args) => {
          const parsed = parseIsoTime(args.text(0));
          return new PyTime(parsed.clock, parsed.zone);
        },
      ],
    },
  ),
});

function ofIso(text: string): DateTime {
  const cut = /^(\d{4}-?W\d\d(?:-?\d)?|\d{4}-\d\d-\d\d|\d{8})(?:.(.*))?$/su.exec(text);
  if (!cut || cut[2] === undefined)
    return new DateTime(parseIsoDate(text), { hour: 0, minute: 0, second: 0, microsecond: 0 });
  const { clock, zone: parsedZone } = parseIsoTime(cut[2]);
  return new DateTime(parseIsoDate(cut[1] ?? ''), clock, parsedZone);
}

function combine(date: Value, time: Value): DateTime {
  if (!(date instanceof PyDate) || !(time instanceof PyTime)) typeError('combine() takes a date and a time');
  return new DateTime(date, time, time.zone);
}

const dateTimeType = new PyType({
  name: 'datetime.datetime',
  base: dateType,
  accepts: (value) => value instanceof DateTime,
  construct: [
    'year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
    (args) =>
      new DateTime(
        { year: number(args, 0), month: number(args, 1), day: number(args, 2) },
        { hour: number(args, 3), minute: number(args, 4), second: number(args, 5), microsecond: number(args, 6) },
        zone(args.at(7)),
      ),
  ],
  members: [
    ...statics(
      { name: 'datetime' },
      {
        now: ['tz=None', (args) => DateTime.ofDate(new Date(), zone(args.at(0)))],
        today: ['', () => DateTime.ofDate(new Date(), null)],
        utcnow: ['', () => DateTime.ofDate(new Date(), utc).changed(...new Array(7).fill(undefined), null)],
        fromisoformat: ['date_string, /', (args) => ofIso(args.text(0))],
        fromtimestamp: ['timestamp, tz=None', (args) => ofTimestamp(asDouble(args.at(0)), zone(args.at(1)))],
        utcfromtimestamp: [
          'timestamp, /',
          (args) => ofTimestamp(asDouble(args.at(0)), utc).changed(...new Array(7).fill(undefined), null),
        ],
        fromordinal: [
          'ordinal, /',
          (args) => new DateTime(PyDate.ofOrdinal(args.size(0)), { hour: 0, minute: 0, second: 0, microsecond: 0 }),
        ],
        strptime: [
          'date_string, format, /',
          (args) => {
            const moment = parseTime(args.text(0), args.text(1));
            const parsedZone = moment.offset === null ? null : moment.offset === 0 ? utc : new TimeZone(moment.offset);
            return new DateTime(moment, moment, parsedZone);
          },
        ],
        combine: ['date, time', (args) => combine(args.at(0), args.at(1))],
      },
    ),
    [
      'min',
      new StaticMember(new DateTime({ year: 1, month: 1, day: 1 }, { hour: 0, minute: 0, second: 0, microsecond: 0 })),
    ],
    [
      'max',
      new StaticMember(
        new DateTime({ year: 9999, month: 12, day: 31 }, { hour: 23, minute: 59, second: 59, microsecond: 999999 }),
      ),
    ],
    ['resolution', new StaticMember(new TimeDelta(1n))],
  ],
});

const timeZoneType = new PyType({
  name: 'datetime.timezone',
  accepts: (value) => value instanceof TimeZone,
  construct: [
    'offset, name=None',
    (args) => {
      const offset = args.at(0);
      if (!(offset instanceof TimeDelta)) typeError('timezone() argument 1 must be datetime.timedelta');
      return new TimeZone(Number(offset.total / 60_000_000n), args.isNone(1) ? null : args.text(1));
    },
  ],
  members: [['utc', new StaticMember(utc)]],
});

/** Python's `datetime`. */
export const datetimeModule = new TableModule(
  'datetime',
  members([], {
    datetime: dateTimeType,
    date: dateType,
    time: timeType,
    timedelta: timeDeltaType,
    timezone: timeZoneType,
    UTC: utc,
    MINYEAR: 1,
    MAXYEAR: 9999,
  }),
);
