import { fail } from '../../errors.js';

/** A section of an INI file: its options in lower case, each with the line it starts at (from 1). */
export type IniSection = ReadonlyMap<string, { readonly value: string; readonly line: number }>;

/**
 * Reads INI text as Python's `configparser` does for logging: `[section]`, `key = value` or `key: value`, values that go
 * on in indented lines, comments after `#` or `;` at the start of a line.
 * @throws BundleError logging_config for a line that is none of these
 */
export function readIni(text: string, file: string): Map<string, IniSection> {
  const sections = new Map<string, Map<string, { value: string; line: number }>>();
  let section: Map<string, { value: string; line: number }> | undefined;
  let option: { value: string; line: number } | undefined;
  for (const [index, content] of text.split(/\r\n?|\n/).entries()) {
    const line = index + 1;
    if (/^\s*(?:[#;].*)?$/.test(content)) continue;
    if (/^\s/.test(content) && option) {
      option.value += `\n${content.trim()}`;
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(content);
    const pair = /^([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(content);
    if (header) {
      const name = header[1] ?? '';
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      option = undefined;
    } else if (pair && section) {
      option = { value: pair[2] ?? '', line };
      section.set((pair[1] ?? '').toLowerCase(), option);
    } else {
      const problem = section ? 'expected "key = value"' : 'expected a [section] first';
      fail({ family: 'run', code: 'logging_config', path: file, problem }, { position: { file, line, column: 1 } });
    }
  }
  return sections;
}
