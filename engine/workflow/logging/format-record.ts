import { type LogRecord, levelName } from '../../types/log.js';

/** How a log line looks: Python's `logging.Formatter` in its `%` style. */
export interface LogFormat {
  /** `%(asctime)s - %(name)s - %(levelname)s - %(message)s` */
  readonly format: string;
  /** For `asctime`, in strftime's letters; undefined for `2024-05-01 12:30:00,123`. */
  readonly dateFormat?: string;
}

/** When the program started, for `relativeCreated`. */
const started = Date.now() - performance.now();

/** One record as a line of text. A field that this runtime does not know is left empty. */
export function formatRecord(record: LogRecord, { format, dateFormat }: LogFormat): string {
  return format.replace(/%(?:\((\w+)\)([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z])|%)/g, (all, ...parts: unknown[]) => {
    if (all === '%%') return '%';
    const [name = '', flags = '', width = '', precision, conversion = 's'] = parts as (string | undefined)[];
    return padded(converted(fieldOf(record, name, dateFormat), precision, conversion), flags, Number(width));
  });
}

function fieldOf(record: LogRecord, name: string, dateFormat: string | undefined): string | number {
  switch (name) {
    case 'message':
      return record.message;
    case 'name':
      return record.name;
    case 'levelname':
      return levelName(record.level);
    case 'levelno':
      return record.level;
    case 'asctime':
      return formatDate(new Date(record.created), dateFormat);
    case 'created':
      return record.created / 1000;
    case 'msecs':
      return record.created % 1000;
    case 'relativeCreated':
      return record.created - started;
    case 'process':
      return process.pid;
    case 'processName':
      return 'MainProcess';
    case 'threadName':
      return 'MainThread';
    default:
      return '';
  }
}

function converted(value: string | number, precision: string | undefined, conversion: string): string {
  if (typeof value === 'string') return precision === undefined ? value : value.slice(0, Number(precision));
  if (conversion === 'd' || conversion === 'i') return String(Math.trunc(value));
  return conversion === 'f' ? value.toFixed(Number(precision ?? 6)) : String(value);
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  return text.padStart(width, flags.includes('0') && /^-?\d/.test(text) ? '0' : ' ');
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Local time by strftime's letters; without a format as Python's logging writes it, with milliseconds. */
export function formatDate(date: Date, format: string | undefined): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const fields: Readonly<Record<string, string>> = {
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    d: two(date.getDate()),
    H: two(date.getHours()),
    I: two(date.getHours() % 12 || 12),
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    p: date.getHours() < 12 ? 'AM' : 'PM',
    A: days[date.getDay()] ?? '',
    a: days[date.getDay()]?.slice(0, 3) ?? '',
    B: months[date.getMonth()] ?? '',
    b: months[date.getMonth()]?.slice(0, 3) ?? '',
    '%': '%',
  };
  const text = (format ?? '%Y-%m-%d %H:%M:%S').replace(/%([a-zA-Z%])/g, (all, letter: string) => fields[letter] ?? all);
  return format === undefined ? `${text},${String(date.getMilliseconds()).padStart(3, '0')}` : text;
}
