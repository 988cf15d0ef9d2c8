export { ConfigParser, type ContentOptions, type ParserOptions } from './config-parser.js';
export type { Item } from './item.js';
export { fullMode, type Mode } from './mode.js';
export type { Globals } from './names.js';
