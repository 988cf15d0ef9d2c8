/** Marks a class whose instances Python would refuse to hash (dict, set): a member of this name that is true. */
export const unhashable = Symbol('unhashable');
