import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fail } from '../../../engine/errors.js';

/** The folders of a CoNSeP download, and what dataset.json calls them. */
export const parts = { Train: 'training', Test: 'validation' } as const;

export type PartName = keyof typeof parts;

/** A tissue image and the file that labels its nuclei. */
export interface LabelledImage {
  readonly image: string;
  readonly label: string;
}

/**
 * The labelled images under `input`, by part, in the order of their names: `<part>/Images/x.png` with
 * `<part>/Labels/x.mat`. A part whose folder does not exist is left out, as long as the other does.
 *
 * @throws BundleError file_missing without an input folder, bad_layout for anything that is not this layout
 */
export async function readLayout(input: string): Promise<Map<PartName, LabelledImage[]>> {
  const entries = await names(input);
  if (!entries) {
    fail({ family: 'data', code: 'file_missing', path: input, fix: 'check the path given as input' });
  }
  const found = new Map<PartName, LabelledImage[]>();
  for (const part of ['Train', 'Test'] as const) {
    if (entries.includes(part)) found.set(part, await readPart(join(input, part)));
  }
  if (found.size === 0) {
    fail({
      family: 'data',
      code: 'bad_layout',
      path: input,
      problem: `it has neither a Train nor a Test folder (it holds ${some(entries)})`,
      fix: expectedLayout,
    });
  }
  return found;
}

async function readPart(folder: string): Promise<LabelledImage[]> {
  const images = await stems(join(folder, 'Images'), '.png');
  const labels = await stems(join(folder, 'Labels'), '.mat');
  const unlabelled = images.filter((stem) => !labels.includes(stem));
  const imageless = labels.filter((stem) => !images.includes(stem));
  if (unlabelled.length > 0) {
    lacks(join(folder, 'Images', `${unlabelled[0]}.png`), 'label', join(folder, 'Labels', `${unlabelled[0]}.mat`));
  }
  if (imageless.length > 0) {
    lacks(join(folder, 'Labels', `${imageless[0]}.mat`), 'image', join(folder, 'Images', `${imageless[0]}.png`));
  }
  if (images.length === 0) {
    fail({
      family: 'data',
      code: 'bad_layout',
      path: join(folder, 'Images'),
      problem: 'it holds no .png file',
      fix: expectedLayout,
    });
  }
  return images.map((stem) => ({
    image: join(folder, 'Images', `${stem}.png`),
    label: join(folder, 'Labels', `${stem}.mat`),
  }));
}

function lacks(path: string, what: string, expected: string): never {
  fail({
    family: 'data',
    code: 'bad_layout',
    path,
    problem: `it has no ${what}: "${expected}" does not exist`,
    fix: `add the missing ${what}, or remove the file without one`,
  });
}

/** Names without extension of the files that have it, sorted by code unit, as Python sorts paths. */
async function stems(folder: string, extension: string): Promise<string[]> {
  const entries = await names(folder);
  if (!entries) {
    fail({ family: 'data', code: 'bad_layout', path: folder, problem: 'this folder is missing', fix: expectedLayout });
  }
  return entries
    .filter((name) => !name.startsWith('.') && name.endsWith(extension))
    .sort()
    .map((name) => parse(name).name);
}

async function names(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}

function some(entries: readonly string[]): string {
  if (entries.length === 0) return 'nothing';
  const shown = entries.slice(0, 5).join(', ');
  return entries.length > 5 ? `${shown}, …` : shown;
}

const expectedLayout = 'CoNSeP has Train/Images/*.png, Train/Labels/*.mat, and the same under Test';
