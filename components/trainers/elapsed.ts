/** Seconds since `start`, a time of `performance.now()`. */
export function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** Seconds as `hh:mm:ss.mmm`. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = (seconds - whole + (whole % 60)).toFixed(3).padStart(6, '0');
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${rest}`;
}
