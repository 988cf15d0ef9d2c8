import type { Colours } from './colours.js';
import type { RunningTask } from './terminal.js';

/** The bar of a task: label, bar, share, count, rate, time left, note; what does not fit is left out from the right. */
export function barLine(task: RunningTask, now: number, width: number, colours: Colours): string {
  const { total, completed, label } = task;
  const facts = factsOf(task, now);
  const name = label.padEnd(14);
  if (total === undefined || total <= 0) return fitted([name, ...facts], width - 1);
  const cells = Math.max(10, Math.min(30, Math.floor(width / 4)));
  const share = Math.min(1, completed / total);
  const filled = Math.round(share * cells);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const bar = '━'.repeat(filled) + '─'.repeat(cells - filled);
  const painted = colours.green('━'.repeat(filled)) + colours.dim('─'.repeat(cells - filled));
  return fitted([name, bar, percent, ...facts], width - 1).replace(bar, painted);
}

/** A line for a log, while the task runs. */
export function plainLine(task: RunningTask, now: number): string {
  const share = task.total ? ` (${Math.floor((100 * task.completed) / task.total)}%)` : '';
  const [count = '', ...rest] = factsOf(task, now);
  return `${task.label}: ${[count + share, ...rest].join(', ')}`;
}

/** The line that a finished task leaves. */
export function finishedLine(task: RunningTask, now: number): string {
  const took = durationText((now - task.started) / 1000);
  const parts = [countText(task.completed, undefined, task.unit), took, rateText(task, now), task.note];
  return `${task.label}: ${parts.filter((part) => part !== undefined && part !== '').join(', ')}`;
}

function factsOf(task: RunningTask, now: number): string[] {
  const { total, completed } = task;
  const seconds = (now - task.started) / 1000;
  const left = total !== undefined && completed > 0 ? ((total - completed) * seconds) / completed : undefined;
  const facts = [
    countText(completed, total, task.unit),
    rateText(task, now),
    left === undefined || left <= 0 ? '' : `${durationText(left)} left`,
    task.note ?? '',
  ];
  return facts.filter((fact) => fact !== '');
}

function countText(completed: number, total: number | undefined, unit = ''): string {
  const count = total === undefined ? String(completed) : `${completed}/${total}`;
  return unit === '' ? count : `${count} ${unit}`;
}

function rateText(task: RunningTask, now: number): string {
  const seconds = (now - task.started) / 1000;
  if (task.completed === 0 || seconds <= 0) return '';
  const rate = task.completed / seconds;
  return rate >= 1 ? `${significant(rate)}/s` : `${significant(1 / rate)} s each`;
}

function significant(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}

/** `0.4 s`, `17 s`, `2:05 min`, `1:02:03 h`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

function fitted(parts: readonly string[], width: number): string {
  let line = '';
  for (const part of parts) {
    const next = line === '' ? part : `${line}  ${part}`;
    if (next.length > width) break;
    line = next;
  }
  return line;
}
