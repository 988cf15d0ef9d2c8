import { describe, expect, it } from 'vitest';
import { standardBackend } from '../../../engine/backends/index.js';
import { coloursFor } from '../../../engine/cli/report/colours.js';
import { formatDiagnosis } from '../../../engine/cli/report/diagnosis-text.js';
import type { BackendFinding } from '../../../engine/doctor/diagnosis.js';
import { examine, type Prober } from '../../../engine/doctor/examine.js';
import { probe } from '../../../engine/doctor/parity.js';
import { proberHere } from '../../../engine/doctor/probers.js';

const works = { state: 'works', description: 'fine', threads: 1, difference: 1e-7, milliseconds: 3 } as const;

/** A prober for which all backends but some work. */
function all(except: Readonly<Record<string, Partial<BackendFinding>>> = {}): Prober {
  return async (name) => {
    const finding = { name, isDefault: false, ...works, ...except[name] };
    return finding as BackendFinding;
  };
}

describe('examining the machine', () => {
  it('finds Node.js, the processor, memory and optional packages', async () => {
    const { node, processor, memory, packages, ready, medbundle } = await examine(all());
    expect(node).toMatchObject({ version: process.version, supported: true });
    expect(processor.cores).toBeGreaterThan(0);
    expect(processor.model).not.toBe('');
    expect(memory.total).toBeGreaterThan(memory.free);
    expect(packages.map(({ name }) => name)).toContain('webgpu');
    expect(medbundle).toMatch(/^\d+\.\d+/);
    expect(ready).toBe(true);
  });

  it('is not ready when the default backend does not work, whatever the others do', async () => {
    const name = standardBackend();
    const broken = await examine(all({ [name]: { state: 'broken', why: 'it is', fix: 'mend it' } }));
    expect(broken.ready).toBe(false);
    const text = formatDiagnosis(broken, coloursFor({ isTTY: false }));
    expect(text).toContain('broken: it is');
    expect(text).toContain('mend it');
    expect((await examine(all({ cpu: { state: 'absent', why: 'x', fix: 'y' } }))).ready).toBe(true);
  });
});

describe('the self-test of a backend', () => {
  it('compares a training step with that of cpu', async () => {
    expect((await probe('wasm', 1)).difference).toBeLessThan(1e-4);
    expect((await probe('cpu')).difference).toBe(0);
  });

  it('tells why a backend is absent and what brings it', async () => {
    const found = await proberHere()('webgpu');
    if (found.state === 'works') return;
    expect(found).toMatchObject({ name: 'webgpu', state: 'absent' });
    expect(found).toHaveProperty('fix');
  });
});
