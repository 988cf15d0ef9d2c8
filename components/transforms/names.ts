interface Names {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly modules: readonly string[];
}

/** The names of an array transform of `monai.transforms.<module>`: `arrayNames('Flip', 'spatial')`. */
export function arrayNames(name: string, module: string): Names {
  return { name, aliases: [], modules: ['monai.transforms', `monai.transforms.${module}.array`] };
}

/** The names of a dictionary transform: `dictionaryNames('Flip', 'spatial')` is `Flipd`, `FlipD` and `FlipDict`. */
export function dictionaryNames(base: string, module: string): Names {
  return {
    name: `${base}d`,
    aliases: [`${base}D`, `${base}Dict`],
    modules: ['monai.transforms', `monai.transforms.${module}.dictionary`],
  };
}

/** The names of a transform of MONAI's NuClick application. */
export function nuclickNames(name: string): Names {
  return { name, aliases: [], modules: ['monai.apps.nuclick.transforms'] };
}
