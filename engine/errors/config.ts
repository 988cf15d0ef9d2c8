import type { Description } from '../errors.js';

/** The stage of PyYAML that refuses a file. */
export type YamlError = 'ScannerError' | 'ParserError' | 'ComposerError' | 'ConstructorError';

/** Reading layers, merging, macros, ids and references. */
export type ConfigFailure = { readonly family: 'config' } & (
  | { readonly code: 'config_file_missing'; readonly path: string; readonly suggestion?: string }
  /** It is there, but cannot be read: a folder, or without permission. */
  | { readonly code: 'config_file_unreadable'; readonly path: string; readonly problem: string }
  /** Neither `.json`, `.json5`, `.yaml` nor `.yml`. */
  | { readonly code: 'config_file_type'; readonly path: string }
  | {
      readonly code: 'config_syntax';
      readonly path: string;
      readonly language: 'JSON' | 'JSON5' | 'YAML';
      readonly problem: string;
      readonly fix?: string;
      /** PyYAML's exception, where it is known. */
      readonly yamlError?: YamlError;
    }
  /** A layer must be a mapping; this one is a list or a scalar. */
  | { readonly code: 'config_not_mapping'; readonly path: string; readonly got: string }
  | { readonly code: 'duplicate_key'; readonly key: string }
  | { readonly code: 'empty_key'; readonly key: string }
  /** An id of which one part does not exist. */
  | { readonly code: 'unknown_id'; readonly id: string; readonly part: string; readonly suggestion?: string }
  | { readonly code: 'index_out_of_range'; readonly id: string; readonly index: number; readonly length: number }
  | { readonly code: 'invalid_index'; readonly id: string; readonly part: string; readonly inLookUp: boolean }
  /** An id goes on below something that is neither mapping nor list. */
  | {
      readonly code: 'not_a_container';
      readonly id: string;
      readonly part: string;
      readonly got: string;
      readonly inLookUp: boolean;
    }
  /** `+key` merges a mapping into a mapping or a list into a list. */
  | { readonly code: 'merge_mismatch'; readonly key: string; readonly into: string; readonly got: string }
  | {
      readonly code: 'unknown_macro';
      readonly macro: string;
      readonly miss: ConfigFailure;
      readonly suggestion?: string;
    }
  | { readonly code: 'circular_macro'; readonly cycle: readonly string[] }
  | { readonly code: 'relative_id_out_of_range'; readonly reference: string; readonly id: string }
  | { readonly code: 'missing_reference'; readonly reference: string; readonly suggestion?: string }
  /** `@a::0` where `a` is an expression: its result is indexed in Python, `$@a[0]`. */
  | {
      readonly code: 'reference_into_result';
      readonly reference: string;
      readonly item: string;
      readonly instead: string;
    }
  | { readonly code: 'circular_reference'; readonly cycle: readonly string[] }
  | { readonly code: 'invalid_mode'; readonly mode: string; readonly suggestion?: string }
  | { readonly code: 'config_too_large'; readonly path: string; readonly limit: string }
);

export function describeConfig(failure: ConfigFailure): Description {
  switch (failure.code) {
    case 'config_file_missing':
      return {
        message: `config file "${failure.path}" does not exist`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'check the path',
        pythonName: 'FileNotFoundError',
      };
    case 'config_file_unreadable':
      return {
        message: `config file "${failure.path}" cannot be read: ${failure.problem}`,
        fix: 'name a file that you may read',
        pythonName: 'OSError',
      };
    case 'config_file_type':
      return {
        message: `"${failure.path}" is no config file`,
        fix: 'give a file that ends in .json, .json5, .yaml or .yml',
        pythonName: 'ValueError',
      };
    case 'config_syntax':
      return {
        message: `${failure.path} is not valid ${failure.language}: ${failure.problem}`,
        fix: failure.fix,
        pythonName: failure.language === 'YAML' ? (failure.yamlError ?? 'YAMLError') : 'JSONDecodeError',
      };
    case 'config_not_mapping':
      return {
        message: `${failure.path} must be a mapping of names to values, not ${failure.got}`,
        fix: 'put what it holds under a name: { "name": … }',
        pythonName: 'AttributeError',
      };
    case 'duplicate_key':
      return {
        message: `key "${failure.key}" is given twice`,
        fix: 'remove one of the two',
        pythonName: 'ValueError',
      };
    case 'empty_key':
      return {
        message: failure.key === '' ? 'a key is empty' : `a part of the key "${failure.key}" is empty`,
        fix: 'name what the value belongs to',
        pythonName: 'ValueError',
      };
    case 'unknown_id':
      return {
        message: `"${failure.id}" names nothing in the config: there is no "${failure.part}"`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : 'check the id, or define the section first',
        pythonName: 'KeyError',
      };
    case 'index_out_of_range':
      return {
        message: `"${failure.id}": there is no item ${failure.index} in a list of ${failure.length}`,
        fix: `use an index below ${failure.length}, or extend the list with a key that starts with +`,
        pythonName: 'IndexError',
      };
    case 'invalid_index':
      return {
        message: `"${failure.id}": "${failure.part}" is no index of a list`,
        fix: 'count the items of the list from 0',
        pythonName: failure.inLookUp ? 'KeyError' : 'ValueError',
      };
    case 'not_a_container':
      return {
        message: `"${failure.id}" looks for "${failure.part}" in ${failure.got}`,
        fix: 'only mappings and lists have parts',
        pythonName: failure.inLookUp || !/^[-+]?[0-9]+$/.test(failure.part) ? 'ValueError' : 'TypeError',
      };
    case 'merge_mismatch':
      return {
        message: `"${failure.key}" merges ${failure.got} into ${failure.into}`,
        fix: 'merge a mapping into a mapping or a list into a list; without the + the new value replaces the old',
        pythonName: 'ValueError',
      };
    case 'unknown_macro':
      return {
        message: `the macro %${failure.macro} names nothing in the config`,
        fix: failure.suggestion ? `did you mean %${failure.suggestion}?` : 'define it, or correct the macro',
        pythonName: describeConfig(failure.miss).pythonName,
      };
    case 'circular_macro':
      return {
        message: `circular macro: ${failure.cycle.map((id) => `%${id}`).join(' → ')}`,
        fix: 'break the circle: a macro copies what it names, so it must not copy itself',
        pythonName: 'RecursionError',
      };
    case 'relative_id_out_of_range':
      return {
        message: `the relative id "${failure.reference}" climbs above the root of the config`,
        fix: 'each leading # (or ::) goes one level up; use fewer',
        pythonName: 'ValueError',
      };
    case 'missing_reference':
      return {
        message: `the reference @${failure.reference} names nothing in the config`,
        fix: failure.suggestion ? `did you mean @${failure.suggestion}?` : 'define it, or correct the reference',
        pythonName: 'ValueError',
      };
    case 'reference_into_result':
      return {
        message: `@${failure.reference} looks inside the result of "${failure.item}", but an id is a place in the config`,
        fix: `write ${failure.instead}`,
        pythonName: 'ValueError',
      };
    case 'circular_reference':
      return {
        message: `circular reference: ${failure.cycle.map((id) => `@${id}`).join(' → ')}`,
        fix: 'break the circle: one of these items must not refer to the next',
        pythonName: 'ValueError',
      };
    case 'invalid_mode':
      return {
        message: `"_mode_" must be "default", "callable" or "debug", not ${failure.mode}`,
        fix: failure.suggestion ? `did you mean "${failure.suggestion}"?` : undefined,
        pythonName: 'ValueError',
      };
    case 'config_too_large':
      return {
        message: `${failure.path} is too large: ${failure.limit}`,
        fix: 'split it, or nest it less deeply',
        pythonName: 'RecursionError',
      };
  }
}
