import { PyType } from '../../expression/types/python-type.js';
import { members, TableModule } from '../table-module.js';
import { Fraction, makeFraction } from './fraction.js';

/** Python's `fractions`. */
export const fractionsModule = new TableModule(
  'fractions',
  members([], {
    Fraction: new PyType({
      name: 'fractions.Fraction',
      accepts: (value) => value instanceof Fraction,
      construct: ['numerator=0, denominator=None', (args) => makeFraction(args.at(0), args.at(1))],
    }),
  }),
);
