import { PyType } from '../../expression/types/python-type.js';
import { Device, DType, ImageArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { exposeDTypes } from '../numpy/dtype-members.js';
import { torchDType, WidenedDType } from '../numpy/dtype-object.js';
import { dimensions } from '../numpy/shaping.js';
import { members } from '../table-module.js';
import { creationFunctions, makeTensor } from './creation-functions.js';
import { cudaDevices } from './cuda-devices.js';
import { exposeDevices, makeDevice } from './device.js';
import { distributedNames } from './distributed.js';
import { linearFunctions } from './linear-functions.js';
import { exposeTensors } from './members.js';
import { randomFunctions, seedTorch } from './random-functions.js';
import { Settings } from './settings.js';
import { Tensor } from './tensor.js';
import { functionalFunctions, tensorFunctions } from './tensor-functions.js';
import { TorchSize } from './torch-size.js';

exposeDTypes();
exposeTensors();
exposeDevices();

const half = new WidenedDType('torch', 'float16', 'float32');
const brain = new WidenedDType('torch', 'bfloat16', 'float32');

/** Dtypes by every name they go by; what does not exist here is stored wider. */
const dtypes: Readonly<Record<string, Value>> = {
  bool: torchDType('bool'),
  uint8: torchDType('uint8'),
  int8: torchDType('int8'),
  uint16: torchDType('uint16'),
  int16: torchDType('int16'),
  short: torchDType('int16'),
  uint32: torchDType('uint32'),
  int32: torchDType('int32'),
  int: torchDType('int32'),
  int64: torchDType('int64'),
  long: torchDType('int64'),
  float16: half,
  half,
  bfloat16: brain,
  float32: torchDType('float32'),
  float: torchDType('float32'),
  float64: torchDType('float64'),
  double: torchDType('float64'),
};

const types = {
  device: new PyType({
    name: 'torch.device',
    accepts: (value) => value instanceof Device,
    construct: ['type, index=None', (args) => makeDevice(args.at(0), args.at(1))],
  }),
  dtype: new PyType({ name: 'torch.dtype', accepts: (value) => value instanceof DType && value.library === 'torch' }),
  Tensor: new PyType({
    name: 'torch.Tensor',
    accepts: (value) => value instanceof Tensor || value instanceof ImageArray,
    construct: ['data?', (args) => makeTensor(args.has(0) ? args.at(0) : [], 'float32')],
  }),
  Size: new PyType({
    name: 'torch.Size',
    accepts: (value) => value instanceof TorchSize,
    construct: ['sizes?', (args) => new TorchSize(args.has(0) ? dimensions([args.at(0)]) : [])],
  }),
};

/** Calls that mean something to PyTorch's own machinery and nothing to plain data. */
function without(name: string, signature: string, result: () => Value = () => null): ReturnType<typeof fn> {
  return fn(name, signature, result);
}

const cudaNames = members([
  fn('is_available', '', () => cudaDevices() > 0),
  fn('device_count', '', () => cudaDevices()),
  fn('current_device', '', () => 0),
  fn('get_device_name', 'device=None', () => 'CUDA device'),
  without('set_device', 'device'),
  without('empty_cache', ''),
  without('synchronize', 'device=None'),
  without('ipc_collect', ''),
  without('reset_peak_memory_stats', 'device=None'),
  fn('is_bf16_supported', 'including_emulation=True', () => false),
  ...['memory_allocated', 'max_memory_allocated', 'memory_reserved', 'max_memory_reserved'].map((name) =>
    fn(name, 'device=None', () => 0),
  ),
  ...['manual_seed', 'manual_seed_all'].map((name) =>
    fn(name, 'seed', (a) => {
      seedTorch(Number(BigInt.asUintN(32, a.integer('seed'))));
      return null;
    }),
  ),
]);

const switches = [
  without('set_num_threads', 'int'),
  without('set_float32_matmul_precision', 'precision'),
  without('use_deterministic_algorithms', 'mode, *, warn_only=False'),
  without('set_grad_enabled', 'mode'),
  fn('get_num_threads', '', () => 1),
  fn('is_grad_enabled', '', () => true),
];

/** Names of PyTorch's modules beside the registry's components. */
export const torchNames: readonly (readonly [path: string, names: Iterable<readonly [string, Value]>])[] = [
  [
    'torch',
    members([...creationFunctions, ...tensorFunctions, ...randomFunctions, ...switches], {
      ...dtypes,
      ...types,
      pi: Math.PI,
      e: Math.E,
      inf: Number.POSITIVE_INFINITY,
      nan: Number.NaN,
      strided: 'torch.strided',
      contiguous_format: 'torch.contiguous_format',
      __version__: '2.13.0',
    }),
  ],
  ['torch.cuda', cudaNames],
  ['torch.distributed', distributedNames],
  ['torch.linalg', members(linearFunctions)],
  ['torch.nn.functional', members(functionalFunctions)],
  ['torch.random', members(randomFunctions.filter(({ name }) => name === 'manual_seed' || name === 'seed'))],
  ['torch.version', members([], { cuda: null, __version__: '2.13.0' })],
  ['torch.backends.mps', members([fn('is_available', '', () => false), fn('is_built', '', () => false)])],
];

const cudnnFixed = new Map<string, Value>(
  members([fn('is_available', '', () => cudaDevices() > 0), fn('version', '', () => null)]),
);

/** Modules of switches. */
export const torchSettings = [
  new Settings(
    'torch.backends.cudnn',
    { benchmark: false, deterministic: false, enabled: true, allow_tf32: true },
    cudnnFixed,
  ),
  new Settings('torch.backends.cuda.matmul', { allow_tf32: false, allow_fp16_reduced_precision_reduction: true }),
];
