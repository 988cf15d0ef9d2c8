import { basename, extname } from 'node:path';
import { contentOf } from '../config/content.js';
import { jsonText } from '../config/export.js';
import { readLayer, splitFileList } from '../config/files.js';
import type { ConfigSource } from '../config/layers.js';
import { fail } from '../errors.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { fromHost } from '../values/index.js';

/**
 * What MONAI puts beside an exported network: `metadata.json`, and each config file as JSON under its own name.
 *
 * @param parser the bundle, with its metadata
 * @throws BundleError invalid_option for two config files of one name
 */
export function bundleFiles(parser: ConfigParser, configFile: ConfigSource): Map<string, Uint8Array> {
  const text = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  const metadata = parser.has('_meta_') ? jsonText(fromHost(parser.get('_meta_')), 0) : '{}';
  files.set('metadata.json', text.encode(metadata));
  for (const source of [configFile].flat()) {
    for (const path of typeof source === 'string' ? splitFileList(source) : []) {
      const name = `${basename(path, extname(path))}.json`;
      if (files.has(name)) {
        const problem = `two files would be "${name}" inside of the export`;
        fail({ family: 'command', code: 'invalid_option', option: 'config_file', problem, fix: 'rename one of them' });
      }
      files.set(name, text.encode(jsonText(contentOf(readLayer(path).root), 0)));
    }
  }
  return files;
}
