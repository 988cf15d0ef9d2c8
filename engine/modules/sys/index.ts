import { type Exposed, exposed, property } from '../../registry/exposed.js';
import { Float, makeInt, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** `sys.version_info`: a tuple whose items also have names. */
class VersionInfo extends Tuple {
  static readonly [exposed]: Exposed = {
    major: property(),
    minor: property(),
    micro: property(),
    releaselevel: property(),
  };

  readonly major = 3;
  readonly minor = 11;
  readonly micro = 0;
  readonly releaselevel = 'final';

  constructor() {
    super([3, 11, 0, 'final', 0]);
  }
}

/** `sys.float_info`. */
class FloatInfo {
  static readonly [exposed]: Exposed = {
    max: property().raw(),
    min: property().raw(),
    epsilon: property(),
    dig: property(),
    mant_dig: property(),
    max_exp: property(),
    min_exp: property(),
  };

  readonly max: Value = new Float(Number.MAX_VALUE);
  readonly min: Value = 2 ** -1022;
  readonly epsilon = Number.EPSILON;
  readonly dig = 15;
  readonly mantDig = 53;
  readonly maxExp = 1024;
  readonly minExp = -1021;
}

/** Where Python looks for modules: configs add to it, and nothing here reads it. */
const searchPath: Value[] = [];

/** The part of Python's `sys` that only tells; the version is that of the language spoken here. */
export const sysModule = new TableModule(
  'sys',
  members([fn('getrecursionlimit', '', () => 1000), fn('intern', 'string, /', (a) => a.text('string'))], {
    path: searchPath,
    argv: [''],
    version: '3.11.0',
    version_info: new VersionInfo(),
    hexversion: 0x030b00f0,
    maxsize: makeInt(2n ** 63n - 1n),
    maxunicode: 0x10ffff,
    platform: 'linux',
    byteorder: 'little',
    float_info: new FloatInfo(),
  }),
);
