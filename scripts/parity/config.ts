import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from 'typebox';
import { BundleError, BundleErrors } from '../../engine/errors.js';
import { isCallable } from '../../engine/expression/operators/call.js';
import { component } from '../../engine/registry/component.js';
import { ExpressionModule } from '../../engine/registry/exposed.js';
import { Registry } from '../../engine/registry/registry.js';
import { ConfigParser, type ContentOptions } from '../../engine/resolve/index.js';
import { AnySet, Dict, floatRepr, isFloat, makeFloat, makeInt, Tuple, type Value } from '../../engine/values/index.js';
import { fixtures } from './array-json.js';

/** A value of a fixture: what JSON cannot tell apart is an object with one key (see `encode` in config.py). */
type Encoded = null | boolean | number | string | readonly Encoded[] | { readonly [kind: string]: unknown };

type Answer = readonly ['ok', Encoded] | readonly ['error', readonly string[]];

/** A config with the steps taken on one parser, and MONAI's answer to each. */
export interface ConfigCase {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly (readonly [name: string, ...args: unknown[]])[];
  readonly answers: readonly Answer[];
}

/** One step with MONAI's answer and ours. */
export interface Comparison {
  readonly case: string;
  readonly step: string;
  readonly monai: string;
  readonly ours: string;
}

/** The cases of a fixture: `written` or `random`. */
export function readCases(fixture: string): ConfigCase[] {
  return JSON.parse(readFileSync(join(fixtures, 'config', `${fixture}.json`), 'utf8'));
}

/** Takes the steps of a case with our parser. */
export function compare(configCase: ConfigCase): Comparison[] {
  const folder = mkdtempSync(join(tmpdir(), 'medbundle-parity-'));
  const before = process.cwd();
  try {
    for (const [name, text] of Object.entries(configCase.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    process.chdir(folder);
    const session = new Session();
    return configCase.steps.map(([name, ...args], index) => {
      const answer = configCase.answers[index] ?? ['ok', null];
      return {
        case: configCase.name,
        step: JSON.stringify([name, ...args]),
        ...outcomes(answer, () => session.take(name, args)),
      };
    });
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both answers as text. An error of ours agrees when MONAI's exception or one of its causes has the same name. */
function outcomes([outcome, content]: Answer, work: () => unknown): { monai: string; ours: string } {
  const monai = outcome === 'ok' ? JSON.stringify(content) : `error ${content.join(' ← ')}`;
  try {
    return { monai, ours: JSON.stringify(encode(work() as Value)) };
  } catch (error) {
    const failure = error instanceof BundleErrors ? error.errors[0] : error;
    if (!(failure instanceof BundleError)) throw error;
    const agrees = outcome === 'error' && content.includes(failure.pythonName);
    return { monai, ours: agrees ? monai : `error ${failure.pythonName}: ${failure.message}` };
  }
}

class Session {
  readonly #registry = parityComponents();
  #parser = new ConfigParser(undefined, { registry: this.#registry });

  take(name: string, args: readonly unknown[]): unknown {
    const [first, second, third, fourth] = args;
    const id = String(first);
    switch (name) {
      case 'new':
        this.#parser = new ConfigParser(decode(first), { registry: this.#registry });
        return null;
      case 'read':
        return this.#parser.readConfig(first as string);
      case 'meta':
        return this.#parser.readMeta(first as string);
      case 'update':
        return this.#parser.update(new Map((first as [string, unknown][]).map(([key, value]) => [key, decode(value)])));
      case 'set':
        return this.#parser.set(decode(first), String(second), third !== false);
      case 'get':
        return this.#parser.get(id, 'nothing there');
      case 'has':
        return this.#parser.has(id);
      case 'parse':
        return this.#parser.parse();
      case 'content': {
        const options: ContentOptions = {
          instantiate: second !== false,
          evalExpr: third !== false,
          lazy: fourth !== false,
        };
        return this.#parser.getParsedContent(id, options);
      }
      case 'fallback':
        return this.#parser.getParsedContent(id, { default: decode(second) });
      case 'load':
        return ConfigParser.loadConfigFiles(first as string);
      default:
        throw new Error(`no step is called ${name}`);
    }
  }
}

/** The components of the module `parity`: see config.py for the same in Python. */
function parityComponents(): Registry {
  const registry = new Registry();
  let made = 0;
  const free = Type.Object({ all: Type.Record(Type.String(), Type.Unknown(), { keywordRest: true }) });
  const shared = { modules: ['parity'], kind: 'function', description: 'For parity.', arguments: free } as const;
  registry.add(
    component({ ...shared, name: 'make', create: ({ all }) => all }),
    component({ ...shared, name: 'count', create: () => ++made }),
    component({ ...shared, name: 'nothing', create: () => null }),
    component({
      ...shared,
      name: 'fail',
      create: () => {
        throw new BundleError({ family: 'component', code: 'bad_input', component: 'fail', problem: 'on purpose' });
      },
    }),
    component({
      ...shared,
      name: 'join',
      arguments: Type.Object({
        first: Type.Unknown(),
        second: Type.Unknown({ default: 'b' }),
        third: Type.Unknown({ default: 'c', keywordOnly: true }),
      }),
      create: ({ first, second, third }) => [first, second, third],
    }),
  );
  return registry;
}

function encode(value: Value | undefined): Encoded {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'string')
    return value ?? null;
  if (isFloat(value)) return { float: floatRepr(Number(value)) };
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Tuple) return { tuple: value.items.map(encode) };
  if (value instanceof Dict) return { dict: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  if (value instanceof AnySet) return { set: [...value].map(encode) };
  if (value instanceof ExpressionModule) return { object: 'module' };
  return { object: isCallable(value) ? 'callable' : 'other' };
}

function decode(value: unknown): Value {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value as Value;
  const [[kind, content] = []] = Object.entries(value);
  switch (kind) {
    case 'dict':
      return new Dict((content as [unknown, unknown][]).map(([key, item]) => [decode(key), decode(item)] as const));
    case 'tuple':
      return new Tuple((content as unknown[]).map(decode));
    case 'float':
      return makeFloat(Number(content));
    default:
      return makeInt(BigInt(String(content)));
  }
}

/** For the parity report: 0 where a case agrees with MONAI in every step, 1 where it does not. */
export async function* differences(): AsyncIterable<{
  component: string;
  case: string;
  difference: number;
  tolerance: number;
}> {
  for (const fixture of ['written', 'random']) {
    for (const configCase of readCases(fixture)) {
      const differs = compare(configCase).some(({ monai, ours }) => monai !== ours);
      yield { component: 'ConfigParser', case: configCase.name, difference: differs ? 1 : 0, tolerance: 0 };
    }
  }
}
