import { describe, expect, test } from 'vitest';
import { importModule, moduleNames, suggest } from '../../../engine/modules/index.js';
import { ExpressionModule } from '../../../engine/registry/exposed.js';
import { failed } from './evaluated.js';

describe('the allow-list of modules', () => {
  test('knows the modules that bundles import, dotted names included', () => {
    const names = ['os', 'os.path', 'glob', 'json', 'pathlib', 'math', 'numpy', 'torch', 'torch.distributed', 'monai'];
    for (const name of names) expect(importModule(name)?.name, name).toBe(name);
    expect(importModule('torch.backends.cudnn')).toBe(importModule('torch.backends')?.attribute('cudnn'));
    expect(importModule('os')?.attribute('path')).toBe(importModule('os.path'));
  });

  test.each([
    ...['subprocess', 'shutil', 'importlib', 'builtins', 'socket', 'ctypes', 'pickle', 'os.system', 'sys.modules'],
    ...['', '__proto__', 'constructor', 'torch.__proto__', 'os.path.join'],
  ])('has no module %s', (name) => {
    expect(importModule(name)).toBeUndefined();
  });

  test.each([
    ...['os.system', 'os.remove', 'os.unlink', 'os.rmdir', 'os.rename', 'os.popen', 'os.execv', 'os.kill', 'os.putenv'],
    ...['sys.exit', 'sys.modules', 'json.dump', 'logging.os', 'time.sleep', 'glob.os', 'pathlib.os', 'random.os'],
    ...['pathlib.Path("x").write_text', 'pathlib.Path("x").write_bytes', 'pathlib.Path("x").unlink'],
    ...['pathlib.Path("x").rmdir', 'pathlib.Path("x").touch', 'pathlib.Path("x").rename', 'np.save', 'torch.save'],
  ])('has no %s', (expression) => {
    expect(failed(expression)).toBe('AttributeError');
  });

  test('gives nothing of JavaScript away', () => {
    for (const name of moduleNames()) {
      const module = importModule(name);
      expect(module, name).toBeInstanceOf(ExpressionModule);
      for (const inner of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '#table', 'attribute']) {
        expect(module?.attribute(inner), `${name}.${inner}`).toBeUndefined();
      }
      for (const member of module?.names() ?? []) {
        expect(member.startsWith('_') && member !== '__version__', `${name}.${member}`).toBe(false);
      }
    }
  });

  test('suggests a near name', () => {
    expect(suggest('nunpy')).toBe('numpy');
    expect(suggest('torch.distribute')).toBe('torch.distributed');
    expect(suggest('something else')).toBeUndefined();
  });

  test.each(['math', 'torch', 'numpy', 'collections'])('every name of %s has a value', (name) => {
    const module = importModule(name);
    for (const member of module?.names() ?? []) expect(module?.attribute(member), `${name}.${member}`).toBeDefined();
  });
});
