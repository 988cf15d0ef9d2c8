import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../../engine/cli/command-line.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { BundleError } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { registry } from '../../../engine/registry/registry.js';
import { runWorkflow } from '../../../engine/run-workflow.js';
import { createWorkflow } from '../../../engine/workflow/create-workflow.js';

const steps: string[] = [];

const counting = component({
  name: 'CountingWorkflow',
  modules: ['own.workflows'],
  kind: 'workflow',
  description: 'Notes its steps.',
  arguments: Type.Object({
    maxEpochs: Type.Integer({ default: 1 }),
    configFile: Type.Union([Type.String(), Type.Null()], { default: null }),
    bundleRoot: Type.String({ default: '.' }),
  }),
  create: ({ maxEpochs, configFile }) => ({
    initialize: async () => void steps.push(`initialize ${configFile}`),
    run: async () => {
      steps.push(`run ${maxEpochs}`);
      return [maxEpochs];
    },
    finalize: () => void steps.push('finalize'),
  }),
});

let folder: string;
let configFile: string;
beforeAll(() => {
  registerShippedComponents();
  registry.add(counting);
  folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  configFile = join(folder, 'c.json');
  writeFileSync(configFile, '{"x": 1, "run": ["$@x"]}');
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(
    join(folder, 'scripts', 'index.mjs'),
    `export const components = [{ name: 'Mine', aliases: [], kind: 'workflow', description: 'Mine.', arguments: { type: 'object', properties: { bundleRoot: { type: 'string' } } }, create: () => ({ initialize() {}, run: () => 'ran', finalize() {} }) }];\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BundleError) return error.code;
    throw error;
  }
  return undefined;
}

async function typed(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const screen = (add: (text: string) => void) => ({ write: add });
  const code = await commandLine(words, {
    stdout: screen((text) => {
      out += text;
    }),
    stderr: screen((text) => {
      err += text;
    }),
  });
  return { code, out, err };
}

describe('runWorkflow', () => {
  it.each([undefined, 'ConfigWorkflow', 'monai.bundle.ConfigWorkflow'])(
    'runs the config for %s',
    async (workflowName) => {
      const asked = { workflowName, configFile, backend: 'cpu', saveConfig: false };
      expect((await runWorkflow({ ...asked, overrides: { x: 7 } })).results).toEqual([7]);
    },
  );

  it('runs a registered workflow, step by step, with the options given as its arguments', async () => {
    steps.length = 0;
    const asked = { configFile: 'c.json', backend: 'cpu', overrides: { max_epochs: 3 } };
    expect((await runWorkflow({ workflowName: 'own.workflows.CountingWorkflow', ...asked })).results).toEqual([3]);
    expect(steps).toEqual(['initialize c.json', 'run 3', 'finalize']);
  });

  it("runs a workflow of the bundle's scripts only when it is trusted", async () => {
    const asked = { workflowName: 'scripts.Mine', overrides: { bundle_root: folder }, backend: 'cpu' };
    expect(await codeOf(runWorkflow(asked))).toBe('needs_trust');
    expect((await runWorkflow({ ...asked, trust: true })).results).toEqual(['ran']);
  });

  it('refuses what is no workflow', async () => {
    expect(await codeOf(runWorkflow({ workflowName: 'UNet' }))).toBe('not_a_workflow');
    expect(await codeOf(runWorkflow({ workflowName: 'PythonicWorkflow' }))).toBe('not_a_workflow');
    expect(await codeOf(runWorkflow({ workflowName: 'NoSuchWorkflow' }))).toBe('unknown_component');
    expect(await codeOf(runWorkflow({}))).toBe('missing_option');
    const wrong = { workflowName: 'own.workflows.CountingWorkflow', overrides: { max_epoch: 3 } };
    expect(await codeOf(runWorkflow(wrong))).toBe('unknown_argument');
  });
});

describe('createWorkflow', () => {
  it('initializes what it makes', async () => {
    steps.length = 0;
    await createWorkflow({ workflowName: 'own.workflows.CountingWorkflow' });
    expect(steps).toEqual(['initialize null']);
    const workflow = await createWorkflow({ configFile });
    expect(await workflow.run()).toEqual([1]);
  });
});

describe('medbundle run_workflow', () => {
  it('takes the name of the workflow first', async () => {
    steps.length = 0;
    const words = ['own.workflows.CountingWorkflow', '--max_epochs', '2', '--backend', 'cpu'];
    expect(await typed('run_workflow', ...words)).toMatchObject({ code: 0, err: '' });
    expect(steps).toEqual(['initialize null', 'run 2', 'finalize']);
  });

  it('does what run does, without a name', async () => {
    const printing = join(folder, 'p.json');
    writeFileSync(printing, '{"x": 1, "go": ["$print(@x)"]}');
    const words = ['--config_file', printing, '--run_id', 'go', '--backend', 'cpu', '--quiet', '--x', 'a b'];
    expect(await typed('run_workflow', ...words)).toMatchObject({ code: 0, out: 'a b\n', err: '' });
  });

  it('says what is missing', async () => {
    expect(await typed('run_workflow')).toMatchObject({ code: 2 });
    expect((await typed('run_workflow', '--help')).out).toContain('medbundle run_workflow');
  });
});
