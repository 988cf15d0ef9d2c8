import type { Value } from './value.js';

/** Names the method by which an object says which plain JavaScript value a component receives for it: a path its text. */
export const hostForm: unique symbol = Symbol('hostForm');

/** Names the method by which an object says which value it hashes like: equal objects give equal values. */
export const hashForm: unique symbol = Symbol('hashForm');

export interface HasHostForm {
  [hostForm](): unknown;
}

export interface HasHashForm {
  [hashForm](): Value;
}

export function hasHostForm(value: object): value is HasHostForm {
  return hostForm in value;
}

export function hasHashForm(value: object): value is HasHashForm {
  return hashForm in value;
}
