/** `spatialDims` → `spatial_dims`. */
export function snakeCase(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `spatial_dims` → `spatialDims`; a leading underscore stays. */
export function camelCase(snake: string): string {
  return snake.replace(/(?<=[^_])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
