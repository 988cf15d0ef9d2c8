class NotImplementedType {}

/** Python's `NotImplemented`: what an operator returns to let the other operand try. Compared by identity. */
export const notImplemented: object = Object.freeze(new NotImplementedType());
