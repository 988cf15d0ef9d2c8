import { TableModule } from '../table-module.js';

/** `torch_tensorrt`: imported so that `torch.jit.load` opens compiled networks, which it does here without; it has no names. */
export const torchTensorrtModule = new TableModule('torch_tensorrt', []);
