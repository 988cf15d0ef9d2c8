import knownNames from './known-names.json' with { type: 'json' };

const modules: Readonly<Record<string, readonly string[]>> = knownNames;
let bareNames: Set<string> | undefined;

/**
 * Whether MONAI, Ignite or PyTorch has a component of this name, bare or as a dotted path. The list is generated from
 * their published versions by `scripts/parity/known_names.py`: public module → its names.
 */
export function isKnownElsewhere(target: string): boolean {
  const dot = target.lastIndexOf('.');
  if (dot > 0) return modules[target.slice(0, dot)]?.includes(target.slice(dot + 1)) ?? false;
  bareNames ??= new Set(
    Object.entries(modules).flatMap(([module, names]) => (module.startsWith('monai') ? names : [])),
  );
  return bareNames.has(target);
}

/** What to say of a name or module that expressions cannot reach, when it is one of theirs; undefined when it is not. */
export function notHereYet(path: string): string | undefined {
  const isTheirs =
    isKnownElsewhere(path) || Object.keys(modules).some((one) => one === path || one.startsWith(`${path}.`));
  return isTheirs ? 'it is part of MONAI or PyTorch, but medbundle does not have it yet' : undefined;
}
