export {
  type Backend,
  type BackendName,
  type BackendOptions,
  backendNames,
  type LoadedBackend,
} from './backend.js';
export * from './operations/index.js';
export { selectBackend, selectedBackend, standardBackend } from './select.js';
export { copyValues } from './tensor-values.js';
