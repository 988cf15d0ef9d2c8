import { afterEach, describe, expect, test } from 'vitest';
import { requireCudaDevices, setCudaDevices } from '../../../engine/modules/torch/cuda-devices.js';
import { joinProcessGroup, setLaunchedGroup } from '../../../engine/parallel/process-group.js';
import { SingleProcess } from '../../../engine/parallel/single-process.js';
import { Device, ImageArray } from '../../../engine/types/index.js';
import { toHost } from '../../../engine/values/index.js';
import { evaluated, failed } from './evaluated.js';

describe('torch.cuda', () => {
  afterEach(() => setCudaDevices(0));

  test('says what the backend said', () => {
    const expression = "torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')";
    expect(evaluated(expression)).toEqual(new Device('cpu'));
    setCudaDevices(2);
    expect(evaluated(expression)).toEqual(new Device('cuda', 0));
    expect(evaluated('torch.cuda.device_count()')).toBe(2);
    expect(evaluated("torch.cuda.set_device(torch.device('cuda:1'))")).toBeNull();
  });
});

describe('a GPU that is not there', () => {
  afterEach(() => requireCudaDevices(false));

  test('is a CPU slice, unless that is refused', () => {
    expect(evaluated("torch.device('cuda:1')")).toEqual(new Device('cuda', 1));
    requireCudaDevices(true);
    expect(failed("torch.device('cuda:1')")).toBe('no_gpu');
    expect(evaluated("torch.device('cpu')")).toEqual(new Device('cpu'));
  });
});

describe('torch.backends', () => {
  test('takes the switches that bundles set, and no others', () => {
    expect(evaluated("setattr(torch.backends.cudnn, 'benchmark', True)")).toBeNull();
    expect(evaluated('torch.backends.cudnn.benchmark')).toBe(true);
    expect(failed("setattr(torch.backends.cudnn, 'anything', True)")).toBe('not_allowed');
    expect(failed("setattr(torch, 'float32', 1)")).toBe('not_allowed');
  });
});

describe('torch.distributed', () => {
  afterEach(() => {
    setLaunchedGroup(null);
    delete process.env.RANK;
    delete process.env.WORLD_SIZE;
  });

  test('stands alone by default, and where the launcher says otherwise', () => {
    expect(evaluated('[dist.is_initialized(), dist.get_rank(), dist.get_world_size()]')).toEqual([false, 0, 1]);
    process.env.RANK = '3';
    process.env.WORLD_SIZE = '4';
    setLaunchedGroup(new SingleProcess());
    joinProcessGroup();
    expect(evaluated('[dist.is_initialized(), dist.get_rank(), dist.get_world_size()]')).toEqual([true, 3, 4]);
    expect(evaluated('[1, 2, 3][: -2 if dist.get_rank() > 0 else None]')).toEqual([1]);
  });
});

describe('arrays', () => {
  const image = new ImageArray(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2], 'float32', {
    filenameOrObj: 'a.png',
  });

  test('images keep their metadata through expressions', () => {
    const result = evaluated('(lambda x: x[1:] * 2 > 11)(image)', { image });
    expect(result).toBeInstanceOf(ImageArray);
    expect(result).toMatchObject({ shape: [1, 2, 2], dtype: 'bool', meta: { filenameOrObj: 'a.png' } });
    expect(toHost(evaluated('image.meta', { image }))).toEqual({ filenameOrObj: 'a.png' });
    expect(evaluated('image.sum(dim=0)', { image })).toMatchObject({ data: Float32Array.of(6, 8, 10, 12) });
  });

  test('a component receives a NumPy scalar as a number', () => {
    expect(toHost(evaluated('np.prod([2, 3])'))).toBe(6);
    expect(toHost(evaluated('np.float32(0.5)'))).toBe(0.5);
    expect(toHost(evaluated('np.bool_(True)'))).toBe(true);
    expect(evaluated('{6: "six"}[np.prod([2, 3])]')).toBe('six');
  });

  test('int and float are kept apart', () => {
    expect(evaluated('(np.arange(3) * 2).dtype.name')).toBe('int64');
    expect(evaluated('(np.arange(3) * 2.0).dtype.name')).toBe('float64');
    expect(evaluated('(np.arange(4)[(1,)], np.arange(4)[[1, 2]].shape)[1]')).toMatchObject({ items: [2] });
  });

  test('dtypes that no array has are stored wider', () => {
    expect(toHost(evaluated('[str(torch.float16), torch.tensor([1.5], dtype=torch.half).dtype]'))).toMatchObject([
      'torch.float16',
      { name: 'float32' },
    ]);
  });
});
