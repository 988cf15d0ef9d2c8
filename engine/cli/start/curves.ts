/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** x ascending. Points that are not finite are left out. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One chart: a title, axes, and lines. */
export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Shown range of y; what is left out follows the data. */
  readonly yMin?: number;
  readonly yMax?: number;
  readonly series: readonly Series[];
}

/** Colours that people with any colour vision tell apart (Okabe and Ito). */
const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

const chartWidth = 460;
const chartHeight = 340;
const margin = { left: 62, right: 18, top: 40, bottom: 48 };

/** Charts side by side as an SVG document, with axes, ticks, grid and legend. */
export function drawCurves(charts: readonly Chart[]): string {
  const width = chartWidth * Math.max(1, charts.length);
  const body = charts.map(
    (chart, index) => `<g transform="translate(${index * chartWidth} 0)">${drawChart(chart)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${chartHeight}" viewBox="0 0 ${width} ${chartHeight}"`,
    ' font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="12">',
    `<rect width="${width}" height="${chartHeight}" fill="#fff"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  /** From a value to pixels. */
  at(value: number): number;
}

function drawChart(chart: Chart): string {
  const lines = chart.series.map(({ name, points }) => ({
    name,
    points: points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const all = lines.flatMap(({ points }) => points);
  const right = chartWidth - margin.right;
  const bottom = chartHeight - margin.bottom;
  const x = scale(
    all.map(([value]) => value),
    margin.left,
    right,
    6,
    { whole: true },
  );
  const y = scale(
    all.map(([, value]) => value),
    bottom,
    margin.top,
    6,
    { low: chart.yMin, high: chart.yMax },
  );
  return [
    `<text x="${(margin.left + right) / 2}" y="22" text-anchor="middle" font-size="14" font-weight="bold">${escaped(chart.title)}</text>`,
    ...y.ticks.map((tick) => {
      const at = pixel(y.at(tick));
      return `<path d="M${margin.left} ${at}H${right}" stroke="#e4e4e4"/><text x="${margin.left - 8}" y="${pixel(y.at(tick) + 4)}" text-anchor="end">${tickText(tick, y.ticks)}</text>`;
    }),
    ...x.ticks.map((tick) => {
      const at = pixel(x.at(tick));
      return `<path d="M${at} ${bottom}v5" stroke="#333"/><text x="${at}" y="${bottom + 18}" text-anchor="middle">${tickText(tick, x.ticks)}</text>`;
    }),
    `<path d="M${margin.left} ${margin.top}V${bottom}H${right}" fill="none" stroke="#333"/>`,
    `<text x="${(margin.left + right) / 2}" y="${chartHeight - 10}" text-anchor="middle">${escaped(chart.xLabel)}</text>`,
    `<text transform="translate(16 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(chart.yLabel)}</text>`,
    ...lines.map(({ points }, index) => drawLine(points, x, y, palette[index % palette.length] ?? '#000')),
    drawLegend(lines, y),
  ].join('\n');
}

function drawLine(points: Series['points'], x: Scale, y: Scale, colour: string): string {
  const path = points
    .map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${pixel(x.at(px))} ${pixel(y.at(py))}`)
    .join('');
  // A handful of points are marked, so that one alone can be seen.
  const marks =
    points.length > 40
      ? []
      : points.map(([px, py]) => `<circle cx="${pixel(x.at(px))}" cy="${pixel(y.at(py))}" r="2.5" fill="${colour}"/>`);
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>${marks.join('')}`;
}

/** The legend stands in the corner at the right that the lines leave free. */
function drawLegend(lines: readonly Series[], y: Scale): string {
  const height = 18 * lines.length + 8;
  const width = 40 + 7 * Math.max(0, ...lines.map(({ name }) => name.length));
  const middle = (margin.top + chartHeight - margin.bottom) / 2;
  const ends = lines.flatMap(({ points }) => points.slice(-Math.ceil(points.length / 3)));
  const above = ends.filter(([, value]) => y.at(value) < middle).length;
  const top = above * 2 > ends.length ? chartHeight - margin.bottom - height - 8 : margin.top + 4;
  const left = chartWidth - margin.right - width - 4;
  const rows = lines.map(({ name }, index) => {
    const at = top + 17 + index * 18;
    const colour = palette[index % palette.length];
    return `<path d="M${left + 8} ${at - 4}h18" stroke="${colour}" stroke-width="2"/><text x="${left + 32}" y="${at}">${escaped(name)}</text>`;
  });
  const frame = `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#fff" fill-opacity="0.85" stroke="#ccc"/>`;
  return frame + rows.join('');
}

/** A scale over the values with round ticks, from pixel `start` to pixel `end`. */
function scale(
  values: readonly number[],
  start: number,
  end: number,
  most: number,
  { low, high, whole = false }: { low?: number; high?: number; whole?: boolean },
): Scale {
  let from = low ?? (values.length > 0 ? Math.min(...values) : 0);
  let to = high ?? (values.length > 0 ? Math.max(...values) : 1);
  if (to <= from) {
    const room = whole ? 1 : Math.abs(from) * 0.1 || 0.5;
    [from, to] = [low ?? from - room, high ?? from + room];
  }
  const step = roundStep((to - from) / most, whole);
  if (!whole) {
    from = low ?? Math.floor(from / step + 1e-9) * step;
    to = high ?? Math.ceil(to / step - 1e-9) * step;
  }
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index++) ticks.push(index * step);
  return { ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function roundStep(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least * (1 - 1e-9));
  return whole ? Math.max(1, step ?? power * 10) : (step ?? power * 10);
}

function tickText(tick: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? tick + 1) - (ticks[0] ?? tick));
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return tick.toFixed(digits);
}

function pixel(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
