import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../../engine/registry/exposed.js';
import { Registry } from '../../../engine/registry/registry.js';
import { interruption } from '../../../engine/types/interrupt.js';
import { getLogger } from '../../../engine/types/log.js';
import { ConfigWorkflow } from '../../../engine/workflow/config-workflow.js';

/** What the components of the tests did, in order. */
let events: string[];
let folder: string;
let registry: Registry;

/** Stands for a trainer: its `run` takes a while. */
class FakeTrainer {
  static readonly [exposed]: Exposed = { run: method(), fail: method(), max_epochs: property('maxEpochs') };

  constructor(readonly maxEpochs: number) {
    events.push(`made ${maxEpochs}`);
  }

  async run(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`ran ${this.maxEpochs}`);
    return this.maxEpochs;
  }

  async fail(): Promise<never> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new TypeError('x is not a function');
  }
}

beforeEach(() => {
  events = [];
  folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  registry = new Registry();
  registry.add(
    component({
      name: 'FakeTrainer',
      modules: ['monai.engines'],
      kind: 'trainer',
      description: 'Trains nothing.',
      arguments: Type.Object({ maxEpochs: Type.Integer({ minimum: 1 }) }),
      create: ({ maxEpochs }) => new FakeTrainer(maxEpochs),
    }),
    component({
      name: 'note',
      modules: ['monai.utils'],
      kind: 'function',
      description: 'Notes what it is told.',
      arguments: Type.Object({ what: Type.Unknown() }),
      create: ({ what }) => {
        events.push(String(what));
        return what;
      },
    }),
    component({
      name: 'stop',
      modules: ['monai.utils'],
      kind: 'function',
      description: 'Asks the run to stop.',
      arguments: Type.Object({}),
      create: () => interruption.request(),
    }),
  );
});

afterEach(() => {
  interruption.clear();
  rmSync(folder, { recursive: true });
});

/** An item that notes `what` when it is made. */
const note = (what: string) => ({ _target_: 'note', what });

const config = {
  max_epochs: 2,
  train: { trainer: { _target_: 'FakeTrainer', max_epochs: '@max_epochs' } },
  initialize: [note('first')],
  run: ['$@train#trainer.run()', note('after')],
  finalize: [note('last')],
};

function workflowOf(configFile: Record<string, unknown>, more = {}): ConfigWorkflow {
  return new ConfigWorkflow({ configFile, registry, ...more });
}

async function failureOf(work: () => Promise<unknown>): Promise<BundleError[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BundleErrors) return error.errors;
    if (error instanceof BundleError) return [error];
    throw error;
  }
  return [];
}

describe('ConfigWorkflow', () => {
  it('evaluates what the config lists, one after the other, and waits for each', async () => {
    const workflow = workflowOf(config);
    await workflow.initialize();
    expect(await workflow.run()).toEqual([2, 'after']);
    await workflow.finalize();
    expect(events).toEqual(['first', 'made 2', 'ran 2', 'after', 'last']);
  });

  it('runs again without making its items again', async () => {
    const workflow = workflowOf(config);
    await workflow.initialize();
    await workflow.run();
    await workflow.run();
    expect(events).toEqual(['first', 'made 2', 'ran 2', 'after', 'ran 2', 'after']);
    await workflow.initialize();
    await workflow.run();
    expect(events.filter((event) => event === 'made 2')).toHaveLength(2);
  });

  it('takes other ids, and a single expression', async () => {
    const training = { ...config, training: '$@train#trainer.run()', begin: note('b') };
    const workflow = workflowOf(training, { runId: 'training', initId: 'begin', finalId: 'nothing' });
    await workflow.initialize();
    expect(await workflow.run()).toEqual([2]);
    expect(await workflow.finalize()).toEqual([]);
    expect(events).toEqual(['b', 'made 2', 'ran 2']);
  });

  it('applies overrides in order, also ones that only negate', async () => {
    const workflow = workflowOf(
      { ...config, shuffle: true },
      { overrides: { max_epochs: 5, '+run': ['$@shuffle'], noshuffle: true }, negations: ['noshuffle'] },
    );
    await workflow.initialize();
    expect(await workflow.run()).toEqual([5, 'after', false]);
  });

  it('says that the run id is missing, with the nearest', async () => {
    const [failure] = await failureOf(() => workflowOf(config, { runId: 'rnu' }).check({ toRun: true }));
    expect(failure?.failure).toMatchObject({ code: 'run_id_missing', id: 'rnu', suggestion: 'run' });
  });

  it('tells all faults together, before anything is made', async () => {
    const broken = { ...config, a: '@missing', b: '$1 +', c: { _target_: 'FakeTrainr', max_epochs: 1 } };
    const failures = await failureOf(() =>
      workflowOf(broken, { overrides: { max_epoch: 3 }, allowNewKeys: false }).initialize(),
    );
    expect(failures.map(({ code }) => code).sort()).toEqual([
      'expression_syntax',
      'missing_reference',
      'unknown_component',
      'unknown_option',
    ]);
    expect(events).toEqual([]);
  });

  it('shows which item ran when a component fails', async () => {
    const workflow = workflowOf({ ...config, run: ['$@train#trainer.fail()'] });
    const [failure] = await failureOf(() => workflow.run());
    expect(failure?.id).toBe('run::0');
    expect(failure?.message).toContain('x is not a function');
    expect(failure?.cause).toBeInstanceOf(TypeError);
  });

  it('stops before the next expression when asked to, and still finalizes', async () => {
    const workflow = workflowOf({ ...config, run: [{ _target_: 'stop' }, '$@train#trainer.run()'] });
    expect(await workflow.run()).toHaveLength(1);
    await workflow.finalize();
    expect(events).toEqual(['first', 'last']);
  });

  it('finds metadata and logging config beside the config file', async () => {
    const configs = join(folder, 'configs');
    const log = join(folder, 'train.log');
    mkdirSync(configs);
    writeFileSync(join(configs, 'train.json'), JSON.stringify(config));
    writeFileSync(join(configs, 'metadata.json'), '{"version": "0.1.0"}');
    writeFileSync(
      join(configs, 'logging.conf'),
      `[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nlevel=INFO\nhandlers=h\n[handler_h]\nclass=FileHandler\nargs=('${log}',)\n`,
    );
    const workflow = new ConfigWorkflow({ configFile: join(configs, 'train.json'), registry });
    await workflow.initialize();
    expect(workflow.properties.get('version')).toBe('0.1.0');
    getLogger('x').info('hello');
    await workflow.finalize();
    getLogger('x').info('after');
    expect(readFileSync(log, 'utf8')).toBe('hello\n');
  });

  it.each([
    [{ loggingFile: 'no.conf' }, 'file_missing'],
    [{ metaFile: 'no.json' }, 'config_file_missing'],
    [{ configFile: 'no.json' }, 'config_file_missing'],
  ])('refuses %o', async (options, code) => {
    const [failure] = await failureOf(() => workflowOf(config, options).initialize());
    expect(failure?.code).toBe(code);
  });

  it("asks for trust before a bundle's own scripts run", async () => {
    mkdirSync(join(folder, 'scripts'));
    mkdirSync(join(folder, 'configs'));
    const script = "throw new Error('must not run');\n";
    writeFileSync(join(folder, 'scripts', 'index.js'), script);
    const file = join(folder, 'configs', 'c.json');
    writeFileSync(file, '{"a": {"_target_": "scripts.Mine"}, "run": ["$@a"]}');
    const [failure] = await failureOf(() => new ConfigWorkflow({ configFile: file, registry }).check());
    expect(failure?.failure).toMatchObject({ code: 'needs_trust', target: 'scripts.Mine', folder });
    const trusted = new ConfigWorkflow({ configFile: file, registry, trust: true });
    await expect(trusted.check()).rejects.toThrow('must not run');
  });
  it('says that Python scripts do not run here', async () => {
    mkdirSync(join(folder, 'scripts'));
    writeFileSync(join(folder, 'scripts', 'mine.py'), '');
    const imports = ['$import scripts', '$from scripts.mine import f'];
    const configFile = { bundle_root: folder, imports, a: { _target_: 'scripts.Mine' }, run: ['$@a'] };
    const failures = await failureOf(() => workflowOf(configFile).check());
    expect(failures.map(({ failure }) => failure)).toMatchObject(
      ['scripts', 'scripts.mine', 'scripts.Mine'].map((target) => ({ code: 'scripts_in_python', target, folder })),
    );
  });

  it('lets components of MONAI that are not here pass where the run does not use them', async () => {
    const idle = { ...config, other: { _target_: 'SwinUNETR', img_size: 96 } };
    const workflow = workflowOf(idle);
    await workflow.initialize();
    expect(await workflow.run()).toEqual([2, 'after']);
    const [failure] = await failureOf(() => workflowOf({ ...idle, run: ['$@other'] }).check());
    expect(failure?.code).toBe('component_not_here_yet');
  });
});

describe('bundle properties', () => {
  it('are known after initialize, by name and as attributes', async () => {
    const workflow = workflowOf(config);
    const [early] = await failureOf(async () => workflow.properties.get('trainer'));
    expect(early?.code).toBe('not_initialized');
    await workflow.initialize();
    expect(workflow.properties.get('trainer')).toBeInstanceOf(FakeTrainer);
    expect(workflow.properties.values.trainer).toBe(workflow.properties.get('trainer'));
    expect(workflow.properties.values.maxEpochs).toBe(2);
    expect(workflow.properties.get('val_dataset')).toBeNull();
  });

  it('can be set, and then count from the next initialize', async () => {
    const workflow = workflowOf(config);
    await workflow.initialize();
    workflow.properties.values.max_epochs = 7;
    const [stale] = await failureOf(async () => workflow.properties.get('trainer'));
    expect(stale?.code).toBe('not_initialized');
    await workflow.initialize();
    expect(await workflow.run()).toEqual([7, 'after']);
  });

  it('tell what is missing or unknown', async () => {
    const workflow = workflowOf(config, { workflowType: 'infer' });
    await workflow.initialize();
    const [missing] = await failureOf(async () => workflow.properties.get('evaluator'));
    expect(missing?.failure).toMatchObject({ code: 'property_missing', property: 'evaluator', id: 'evaluator' });
    const [unknown] = await failureOf(async () => workflow.properties.get('evaluatr'));
    expect(unknown?.failure).toMatchObject({ code: 'unknown_property', suggestion: 'evaluator' });
    workflow.properties.add('rate', { description: 'Learning rate.', required: true, id: 'max_epochs' });
    expect(workflow.properties.get('rate')).toBe(2);
  });

  it('are checked: required ones must be there, optional ones where programs look for them', () => {
    const handlers = [{ _target_: 'ValidationHandler', validator: '@other', interval: '$1' }];
    const workflow = workflowOf({
      bundle_root: '.',
      device: 'cpu',
      other: 1,
      train: {
        handlers,
        preprocessing: 1,
        dataset: { transform: '@train#preprocessing' },
        trainer: { train_handlers: '@train::handlers', postprocessing: '@other', max_epochs: 1 },
      },
    });
    expect(workflow.properties.check()).toEqual([
      'dataset_dir',
      'train_inferer',
      'version',
      'monai_version',
      'pytorch_version',
      'numpy_version',
      'train_postprocessing',
      'evaluator',
    ]);
  });

  it('can come from a file', async () => {
    const path = join(folder, 'properties.json');
    writeFileSync(
      path,
      '{"train": {"engine": {"description": "d", "required": true, "id": "train#trainer"}}, "meta": {}}',
    );
    const workflow = workflowOf(config, { propertiesPath: path });
    await workflow.initialize();
    expect(workflow.properties.names).toEqual(['engine']);
    expect(workflow.properties.get('engine')).toBeInstanceOf(FakeTrainer);
  });

  it.each([
    ['training', 'train'],
    ['Inference', 'infer'],
    ['evaluation', 'infer'],
    [null, null],
    [undefined, 'train'],
  ])('of workflow type %s are those for %s', (workflowType, type) => {
    expect(workflowOf(config, { workflowType }).workflowType).toBe(type);
  });

  it('of another workflow type are refused', async () => {
    const [failure] = await failureOf(async () => workflowOf(config, { workflowType: 'trian' }));
    expect(failure?.failure).toMatchObject({ code: 'unknown_workflow_type', suggestion: 'train' });
  });
});
