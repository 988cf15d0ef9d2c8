import { statics } from '../../expression/callables/members.js';
import { PyType } from '../../expression/types/python-type.js';
import { members, TableModule } from '../table-module.js';
import { PosixPath } from './posix-path.js';
import { PurePosixPath, parsePath, pathArguments } from './pure-path.js';

function pureType(name: string): PyType {
  return new PyType({
    name,
    accepts: (value) => value instanceof PurePosixPath,
    construct: ['*pathsegments', (args) => new PurePosixPath(pathArguments(args.rest))],
  });
}

function concreteType(name: string, base: PyType): PyType {
  return new PyType({
    name,
    base,
    accepts: (value) => value instanceof PosixPath,
    construct: ['*pathsegments', (args) => new PosixPath(pathArguments(args.rest))],
    members: statics(
      { name },
      {
        cwd: ['', () => new PosixPath(parsePath([process.cwd()]))],
        home: ['', () => new PosixPath(parsePath([process.env.HOME ?? '/']))],
      },
    ),
  });
}

const purePath = pureType('PurePath');
const purePosixPath = pureType('PurePosixPath');

/** Python's `pathlib` of a POSIX system, without what writes or removes files. */
export const pathlibModule = new TableModule(
  'pathlib',
  members([], {
    PurePath: purePath,
    PurePosixPath: purePosixPath,
    Path: concreteType('Path', purePath),
    PosixPath: concreteType('PosixPath', purePosixPath),
  }),
);
