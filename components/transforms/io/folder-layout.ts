import { join, normalize, parse, relative } from 'node:path';

/** How output files are named. */
export interface FolderLayout {
  readonly outputDir: string;
  /** What follows the subject's name, after an underscore: `trans`. */
  readonly postfix: string;
  /** `.png` */
  readonly extension: string;
  /** Whether each subject gets a folder of its own. */
  readonly separateFolder: boolean;
  /** The part of the subject's path that is left out when its folders are repeated below `outputDir`; '' repeats none. */
  readonly dataRootDir: string;
}

/**
 * Where to save what was made from `subject`, a path or a name (MONAI's `FolderLayout`):
 * `outputDir[/folders][/name]/name[_postfix][_index].extension`.
 */
export function outputPath(layout: FolderLayout, subject: string, index: string | number | undefined): string {
  const { dir, base } = parse(subject);
  const name = withoutExtension(base);
  const folders = layout.dataRootDir !== '' && dir !== '' ? relative(layout.dataRootDir, dir) : '';
  const folder = join(layout.outputDir, folders, layout.separateFolder ? name : '');
  const file = layout.postfix === '' ? name : `${name}_${layout.postfix}`;
  const path = normalize(join(folder, index === undefined ? file : `${file}_${index}`));
  const { extension } = layout;
  return extension === '' || extension.startsWith('.') ? path + extension : `${path}.${extension}`;
}

function withoutExtension(base: string): string {
  const { name, ext } = parse(base);
  return ext === '.gz' ? parse(name).name : name;
}
