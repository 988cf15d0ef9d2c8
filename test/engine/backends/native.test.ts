import { describe, it } from 'vitest';
import { addonPath } from '../../../engine/backends/native/addon.js';
import { backendContract } from './contract.js';

if (addonPath() === undefined) {
  describe('backend native', () => it.skip('was not built on this machine: no compiler', () => {}));
} else {
  backendContract('native');
}
