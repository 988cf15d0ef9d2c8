/* The proleptic Gregorian calendar, by days: day 1 is 1 January of year 1, as Python counts. */

const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : ([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

function daysBeforeYear(year: number): number {
  const y = year - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
}

/** Days of the year before a month. */
export function daysBeforeMonth(year: number, month: number): number {
  return (before[month - 1] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0);
}

/** The number of a day. */
export function ordinal(year: number, month: number, day: number): number {
  return daysBeforeYear(year) + daysBeforeMonth(year, month) + day;
}

/** The day with a number. */
export function fromOrdinal(days: number): { year: number; month: number; day: number } {
  let year = Math.floor(days / 365.2425) + 1;
  while (daysBeforeYear(year) >= days) year--;
  while (daysBeforeYear(year + 1) < days) year++;
  let month = 12;
  const inYear = days - daysBeforeYear(year);
  while (daysBeforeMonth(year, month) >= inYear) month--;
  return { year, month, day: inYear - daysBeforeMonth(year, month) };
}

/** Day of the week, Monday is 0. */
export function weekday(days: number): number {
  return (days + 6) % 7;
}

/** ISO year and week of a day. */
export function isoWeek(days: number): { year: number; week: number } {
  // The week belongs to the year of its Thursday.
  const thursday = days - weekday(days) + 3;
  const { year } = fromOrdinal(thursday);
  return { year, week: Math.floor((thursday - ordinal(year, 1, 1)) / 7) + 1 };
}
