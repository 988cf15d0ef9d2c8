/** The cores of each rank: as equal as whole cores allow, and never none. */
export function divideCores(cores: number, ranks: number): number[] {
  return Array.from({ length: ranks }, (_, rank) =>
    Math.max(1, Math.floor(cores / ranks) + (rank < cores % ranks ? 1 : 0)),
  );
}
