/** Where a tensor lives, as `torch.device` names it. The backend in use decides what `cuda` means (see engine/backends). */
export class Device {
  constructor(
    readonly type: 'cpu' | 'cuda',
    readonly index: number | null = null,
  ) {}

  /** PyTorch's spelling: `cpu`, `cuda`, `cuda:1`. */
  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }
}
