import { PyException, Tuple, type Value } from '../../values/index.js';
import { data } from '../callables/members.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';

/** Python's exception classes: each line names classes below the first one. */
const hierarchy = `
BaseException: Exception GeneratorExit KeyboardInterrupt SystemExit BaseExceptionGroup
Exception: ArithmeticError AssertionError AttributeError BufferError EOFError ExceptionGroup ImportError LookupError
Exception: MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError
Exception: SystemError TypeError ValueError Warning
ArithmeticError: FloatingPointError OverflowError ZeroDivisionError
ImportError: ModuleNotFoundError
LookupError: IndexError KeyError
NameError: UnboundLocalError
OSError: BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError
OSError: IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError
ConnectionError: BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError
RuntimeError: NotImplementedError RecursionError
SyntaxError: IndentationError
IndentationError: TabError
ValueError: UnicodeError
UnicodeError: UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError
Warning: BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning
Warning: ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning
`;

const owner = { name: 'BaseException', is: (value: Value): value is PyException => value instanceof PyException };

/** The exception classes by name. */
export const exceptionTypes: ReadonlyMap<string, PyType> = declareAll();

function declareAll(): Map<string, PyType> {
  const types = new Map<string, PyType>();
  const declare = (name: string, base: PyType): void => {
    const type: PyType = new PyType({
      name,
      base,
      accepts: (value) => value instanceof PyException && (types.get(value.typeName)?.isSubtypeOf(type) ?? false),
      construct: ['*args', (args) => new PyException(name, new Tuple(args.rest))],
      ...(name === 'BaseException' ? { members: data<PyException>(owner, { args: (self) => self.args }) } : {}),
    });
    types.set(name, type);
  };
  declare('BaseException', objectType);
  for (const line of hierarchy.trim().split('\n')) {
    const [base = '', names = ''] = line.split(': ');
    const baseType = types.get(base);
    if (baseType) for (const name of names.split(' ')) declare(name, baseType);
  }
  for (const alias of ['EnvironmentError', 'IOError']) {
    const type = types.get('OSError');
    if (type) types.set(alias, type);
  }
  return types;
}
