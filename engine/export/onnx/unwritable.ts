/** A graph says something that the format of the file cannot: thrown by writers, which do not know its path. */
export class Unwritable extends Error {}
