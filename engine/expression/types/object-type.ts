import { PyType } from './python-type.js';

/** What `object()` makes: nothing but an identity. */
export class PlainObject {}
Object.defineProperty(PlainObject, 'name', { value: 'object' });

export const objectType: PyType = new PyType({
  name: 'object',
  accepts: () => true,
  construct: ['', () => new PlainObject()],
});
