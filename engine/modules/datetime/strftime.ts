import { dayNames, daysBeforeMonth, isoWeek, monthNames, ordinal, weekday } from './calendar.js';

/** A point in time by its parts, for formatting. */
export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes east of Greenwich; null when unknown. */
  readonly offset: number | null;
  readonly zone: string;
}

function padded(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

/** `+0200`, or `+02:00` with a separator. */
export function spellOffset(offset: number | null, separator = ''): string {
  if (offset === null) return '';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(size / 60))}${separator}${padded(size % 60)}`;
}

/** `strftime` in the C locale; a code that is unknown stays. */
export function formatTime(moment: Moment, format: string): string {
  return format.replace(/%(.)/gsu, (text, code: string) => formatCode(moment, code) ?? text);
}

function formatCode(moment: Moment, code: string): string | undefined {
  const { year, month, day, hour, minute, second } = moment;
  const days = ordinal(year, month, day);
  const dayOfYear = daysBeforeMonth(year, month) + day;
  const half = hour % 12 === 0 ? 12 : hour % 12;
  switch (code) {
    case 'Y':
      return String(year);
    case 'G':
      return String(isoWeek(days).year);
    case 'y':
      return padded(year % 100);
    case 'C':
      return padded(Math.floor(year / 100));
    case 'm':
      return padded(month);
    case 'd':
      return padded(day);
    case 'e':
      return padded(day, 2, ' ');
    case 'H':
      return padded(hour);
    case 'I':
      return padded(half);
    case 'k':
      return padded(hour, 2, ' ');
    case 'l':
      return padded(half, 2, ' ');
    case 'M':
      return padded(minute);
    case 'S':
      return padded(second);
    case 'f':
      return padded(moment.microsecond, 6);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'B':
      return monthNames[month - 1];
    case 'b':
    case 'h':
      return monthNames[month - 1]?.slice(0, 3);
    case 'A':
      return dayNames[weekday(days)];
    case 'a':
      return dayNames[weekday(days)]?.slice(0, 3);
    case 'w':
      return String((weekday(days) + 1) % 7);
    case 'u':
      return String(weekday(days) + 1);
    case 'j':
      return padded(dayOfYear, 3);
    case 'U':
      return padded(Math.floor((dayOfYear + 6 - ((weekday(days) + 1) % 7)) / 7));
    case 'W':
      return padded(Math.floor((dayOfYear + 6 - weekday(days)) / 7));
    case 'V':
      return padded(isoWeek(days).week);
    case 'z':
      return spellOffset(moment.offset);
    case 'Z':
      return moment.zone;
    case 's':
      return String(
        (days - ordinal(1970, 1, 1)) * 86400 + hour * 3600 + minute * 60 + second - (moment.offset ?? 0) * 60,
      );
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return formatCombined(moment, code);
  }
}

/** Codes that stand for several others. */
function formatCombined(moment: Moment, code: string): string | undefined {
  const combined = {
    F: '%Y-%m-%d',
    T: '%H:%M:%S',
    R: '%H:%M',
    D: '%m/%d/%y',
    c: '%a %b %e %H:%M:%S %Y',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
    r: '%I:%M:%S %p',
  }[code];
  return combined === undefined ? undefined : formatTime(moment, combined);
}
