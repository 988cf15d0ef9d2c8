import { type DTypeName, NdArray } from '../../types/index.js';

/**
 * An array with PyTorch's methods, promotion rules and printing, as `torch.tensor([1, 2])` makes it in an expression. It
 * is plain data on the CPU; networks have tensors of their own.
 */
export class Tensor<D extends DTypeName = DTypeName> extends NdArray<D> {}
