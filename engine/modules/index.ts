import { nearest } from '../errors/suggest.js';
import type { ExpressionModule } from '../registry/exposed.js';
import { base64Module } from './base64/index.js';
import { bisectModule } from './bisect/index.js';
import { collectionsModule } from './collections/index.js';
import { copyModule } from './copy/index.js';
import { datetimeModule } from './datetime/index.js';
import { fractionsModule } from './fractions/index.js';
import { functoolsModule } from './functools/index.js';
import { fnmatchModule, globModule } from './glob/index.js';
import { hashlibModule } from './hashlib/index.js';
import { heapqModule } from './heapq/index.js';
import { itertoolsModule } from './itertools/index.js';
import { jsonModule } from './json/index.js';
import { loggingModule } from './logging/index.js';
import { mathModule } from './math/index.js';
import { monaiNames } from './monai/index.js';
import { numpyModule } from './numpy/index.js';
import { linearModule } from './numpy/linear-module.js';
import { randomModule as numpyRandomModule } from './numpy/random-module.js';
import { operatorModule } from './operator/index.js';
import { osModule } from './os/index.js';
import { pathModule } from './os/path-module.js';
import { pathlibModule } from './pathlib/index.js';
import { platformModule } from './platform/index.js';
import { randomModule } from './random/index.js';
import { reModule } from './re/index.js';
import { RegistryTree } from './registry-module.js';
import { statisticsModule } from './statistics/index.js';
import { stringModule } from './string/index.js';
import { sysModule } from './sys/index.js';
import { timeModule } from './time/index.js';
import { torchNames, torchSettings } from './torch/index.js';
import { torchTensorrtModule } from './torch-tensorrt/index.js';
import { typingModule } from './typing/index.js';
import { uuidModule } from './uuid/index.js';
import { warningsModule } from './warnings/index.js';

/** Modules that are complete in themselves. */
const plainModules: ReadonlyMap<string, ExpressionModule> = new Map<string, ExpressionModule>(
  [
    ...[base64Module, bisectModule, collectionsModule, copyModule, datetimeModule, fnmatchModule, fractionsModule],
    ...[
      functoolsModule,
      globModule,
      hashlibModule,
      heapqModule,
      itertoolsModule,
      jsonModule,
      loggingModule,
      mathModule,
    ],
    ...[numpyModule, linearModule, numpyRandomModule, operatorModule, osModule, pathModule, pathlibModule],
    ...[platformModule, randomModule, reModule, statisticsModule, stringModule, sysModule, timeModule, typingModule],
    ...[torchTensorrtModule, uuidModule, warningsModule],
  ].map((module) => [module.name, module]),
);

/** Modules whose names come from the registry too: `monai`, `torch`, `ignite`, and those of a user's components. */
const tree = new RegistryTree(
  new Map([...monaiNames, ...torchNames].map(([path, names]) => [path, new Map(names)])),
  torchSettings,
);

/**
 * The module that `import name` loads, dotted names included, or undefined when it is not on the allow-list. `os` and
 * `pathlib` look and make directories; nothing here starts a process, removes or writes a file, or runs code.
 */
export function importModule(name: string): ExpressionModule | undefined {
  return plainModules.get(name) ?? tree.module(name);
}

/** Names of the modules on the allow-list. */
export function moduleNames(): string[] {
  return [...plainModules.keys(), ...tree.paths()].sort();
}

/** The module whose name is nearest to `name`, for "did you mean". */
export function suggest(name: string): string | undefined {
  return nearest(name, moduleNames());
}
