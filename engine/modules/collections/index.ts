import { asSize } from '../../expression/callables/arguments.js';
import { statics } from '../../expression/callables/members.js';
import { isCallable } from '../../expression/operators/call.js';
import { items } from '../../expression/operators/iterate.js';
import { typeError } from '../../expression/raise.js';
import { dictType } from '../../expression/types/dict-type.js';
import { PyType } from '../../expression/types/python-type.js';
import { Dict, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { Deque } from './deque.js';
import { Counter, DefaultDict, dictEntries, OrderedDict } from './dict-kinds.js';
import { namedTupleType } from './named-tuple.js';

const orderedDictType = new PyType({
  name: 'collections.OrderedDict',
  base: dictType,
  accepts: (value) => value instanceof OrderedDict,
  construct: [
    'source?, /, **kwargs',
    (args) => new OrderedDict(dictEntries(args.has(0) ? args.at(0) : undefined, args.keywords)),
  ],
  members: statics(
    { name: 'OrderedDict' },
    {
      fromkeys: [
        'iterable, value=None, /',
        (args) => new OrderedDict(Array.from(items(args.at(0)), (key) => [key, args.at(1)] as const)),
      ],
    },
  ),
});

const defaultDictType = new PyType({
  name: 'collections.defaultdict',
  base: dictType,
  accepts: (value) => value instanceof DefaultDict,
  construct: [
    'default_factory=None, source?, /, **kwargs',
    (args) => {
      if (!args.isNone(0) && !isCallable(args.at(0))) typeError('first argument must be callable or None');
      return new DefaultDict(args.at(0), dictEntries(args.has(1) ? args.at(1) : undefined, args.keywords));
    },
  ],
});

const counterType = new PyType({
  name: 'collections.Counter',
  base: dictType,
  accepts: (value) => value instanceof Counter,
  construct: ['iterable=None, /, **kwargs', (args) => Counter.of(args.at(0), args.keywords)],
});

const dequeType = new PyType({
  name: 'collections.deque',
  accepts: (value) => value instanceof Deque,
  construct: [
    'iterable=None, maxlen=None',
    (args) => new Deque(args.at(0), args.isNone(1) ? null : asSize(args.at(1))),
  ],
});

/** `collections.ChainMap`: here simply the dict that the look-ups would see. */
function chainMap(maps: readonly Value[]): Dict {
  const entries = [...maps]
    .reverse()
    .flatMap((map) => (map instanceof Dict ? [...map] : typeError('ChainMap takes dicts')));
  return new Dict(entries);
}

/** Python's `collections`. */
export const collectionsModule = new TableModule(
  'collections',
  members(
    [
      fn(
        'namedtuple',
        'typename, field_names, *, rename=False, defaults=None, module=None',
        (a): Value => namedTupleType(a.text('typename'), a.value('field_names'), a.value('defaults')),
      ),
      fn('ChainMap', '*maps', (a) => chainMap(a.rest)),
    ],
    { OrderedDict: orderedDictType, defaultdict: defaultDictType, Counter: counterType, deque: dequeType },
  ),
);
