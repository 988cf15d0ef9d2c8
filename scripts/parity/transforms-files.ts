import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { LoadImage } from '../../components/transforms/io/load-image.js';
import { LoadImaged } from '../../components/transforms/io/load-imaged.js';
import { metaFromDict } from '../../components/transforms/io/meta-dict.js';
import { PilImage } from '../../components/transforms/io/pil-image.js';
import { SaveImage } from '../../components/transforms/io/save-image.js';
import { camelCase } from '../../engine/registry/case.js';
import { ImageArray, NdArray } from '../../engine/types/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';

interface Load {
  readonly case: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly path: string | readonly string[];
  readonly keys: readonly string[];
  readonly expected: { readonly array: ArrayJson; readonly meta: Readonly<Record<string, unknown>> };
}

interface Save {
  readonly case: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly input: ArrayJson;
  readonly path: string;
  readonly expected: ArrayJson;
}

/** How far LoadImage and SaveImage are from MONAI's on the files that `transforms_files.py` made. */
export async function* fileDifferences(): AsyncIterable<Difference> {
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-parity-'));
  try {
    yield* loads(folder);
    yield* saves(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function* loads(folder: string): AsyncIterable<Difference> {
  const { files, cases } = await readFixture<{ files: Record<string, string>; cases: Load[] }>(
    'transforms',
    'LoadImage',
  );
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), Buffer.from(content, 'base64'));
  for (const one of cases) {
    // Decoders of JPEG may round differently.
    const tolerance = one.path.toString().includes('.jp') ? 1 : 0;
    yield {
      component: 'LoadImage, LoadImaged, PILReader, NumpyReader',
      case: one.case,
      difference: await loadDifference(folder, one),
      tolerance,
    };
  }
}

async function loadDifference(folder: string, one: Load): Promise<number> {
  const path = Array.isArray(one.path) ? one.path.map((name: string) => join(folder, name)) : `${folder}/${one.path}`;
  const loader = new LoadImaged({ keys: 'image', ...camelCased(one.arguments) });
  const output = await loader.apply({ image: path });
  const { image } = output;
  const { array, meta } = one.expected;
  if (!(image instanceof ImageArray) || image.dtype !== array.dtype) return Number.POSITIVE_INFINITY;
  if (Object.keys(output).sort().join() !== one.keys.join()) return Number.POSITIVE_INFINITY;
  const known = output.image_meta_dict ?? (await metaOf(path, one.arguments));
  const absolute = { ...meta, filename_or_obj: join(folder, String(meta.filename_or_obj)) };
  if (sorted(known) !== sorted(absolute)) return Number.POSITIVE_INFINITY;
  return largestDifference(image, arrayOf(array));
}

/** The metadata of a load that shows none. */
async function metaOf(path: string | readonly string[], given: Readonly<Record<string, unknown>>): Promise<unknown> {
  const loaded: unknown = await new LoadImage({ ...camelCased(given), imageOnly: false }).apply(path);
  return Array.isArray(loaded) ? loaded[1] : undefined;
}

/** Arguments under our names; the reader's own stay in `kwargs`, and modes become converters. */
function camelCased(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const readers = new Set(['converter', 'reverse_indexing', 'npz_keys', 'channel_dim']);
  const own = Object.entries(given).filter(([name]) => !readers.has(name));
  const kwargs = Object.fromEntries(Object.entries(given).filter(([name]) => readers.has(name)));
  const { converter } = kwargs;
  if (typeof converter === 'string') {
    kwargs.converter = (image: unknown) => (image instanceof PilImage ? image.convert(converter) : image);
  }
  return { ...Object.fromEntries(own.map(([name, value]) => [camelCase(name), value])), kwargs };
}

function sorted(meta: unknown): string {
  return JSON.stringify(Object.entries(meta ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function* saves(folder: string): AsyncIterable<Difference> {
  for (const [index, one] of (await readFixture<Save[]>('transforms', 'SaveImage')).entries()) {
    const root = join(folder, `saved-${index}`);
    const difference = await saveDifference(root, one);
    yield { component: 'SaveImage', case: one.case, difference, tolerance: 0 };
  }
}

async function saveDifference(root: string, one: Save): Promise<number> {
  const given = Object.entries(one.arguments).map(([name, value]) => [camelCase(name), value]);
  const options = { ...Object.fromEntries(given), outputDir: join(root, 'out'), printLog: false };
  const { data, shape, dtype } = arrayOf(one.input);
  await new SaveImage(options).apply(new ImageArray(data, shape, dtype, metaFromDict(one.meta)));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const [path] = paths;
  if (path === undefined || paths.length > 1 || relative(root, path) !== one.path) return Number.POSITIVE_INFINITY;
  const reader = { dtype: null, kwargs: { reverse_indexing: false } };
  const read: unknown = await new LoadImage(reader).apply(path);
  // A loaded uint16 becomes int32.
  const expected = arrayOf(one.expected);
  return read instanceof NdArray ? largestDifference(read, expected) : Number.POSITIVE_INFINITY;
}
