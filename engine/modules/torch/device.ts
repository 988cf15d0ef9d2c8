import { raise, typeError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { expose, operation, property } from '../../registry/exposed.js';
import { Device } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { checkCudaDevice } from './cuda-devices.js';

/** The device that PyTorch's spelling names: `cpu`, `cuda`, `cuda:1`. @throws RuntimeError */
export function parseDevice(text: string): Device {
  const parsed = /^([a-z]+)(?::(\d+))?$/.exec(text);
  const [, type = '', index] = parsed ?? [];
  if (type !== 'cpu' && type !== 'cuda') {
    raise(
      'RuntimeError',
      `Invalid device string: '${text}'`,
      'write "cpu", "cuda" or "cuda:0"; the backend decides what cuda means here',
    );
  }
  return new Device(type, index === undefined ? null : Number(index));
}

/** `torch.device(…)`: a string, a string and an index, an index alone (cuda), or a device. */
export function makeDevice(type: Value, index: Value): Device {
  const device = readDevice(type, index);
  if (device.type === 'cuda') checkCudaDevice(device.toString());
  return device;
}

function readDevice(type: Value, index: Value): Device {
  if (type instanceof Device) return type;
  if (typeof type === 'number') return new Device('cuda', type);
  if (typeof type !== 'string') typeError(`device(): argument 'type' must be str, not ${typeName(type)}`);
  const device = parseDevice(type);
  if (index === null) return device;
  if (device.index !== null)
    raise('RuntimeError', `type (string) must not include an index because index was passed explicitly: ${type}`);
  return new Device(device.type, Number(index));
}

function spelled(device: Device): string {
  return device.index === null
    ? `device(type='${device.type}')`
    : `device(type='${device.type}', index=${device.index})`;
}

function asDevice(object: object): Device {
  return object instanceof Device ? object : typeError('this needs a device');
}

/** Lets expressions read a device as PyTorch's. */
export function exposeDevices(): void {
  expose(Device, {
    type: property(),
    index: property(),
    __str__: operation((object) => asDevice(object).toString()),
    __repr__: operation((object) => spelled(asDevice(object))),
    __eq__: operation((object, [other]) => other instanceof Device && other.toString() === asDevice(object).toString()),
  });
}
