/** An option of a command that reads its words as Python Fire does, by its name on the command line. */
export interface Option {
  readonly name: string;
  /**
   * What its value may be. A `switch` needs no value and takes none but True and False; a `truth` is one of MONAI's;
   * `text` is what was typed, even where that reads as a number.
   */
  readonly takes:
    | 'id'
    | 'files'
    | 'file'
    | 'settings'
    | 'word'
    | 'count'
    | 'whole'
    | 'switch'
    | 'truth'
    | 'text'
    | 'any';
  readonly description: string;
  /** As the help shows it. */
  readonly default?: string;
  /** The command cannot do without it. */
  readonly required?: true;
}

/** The options of one command. */
export class OptionTable {
  readonly #byName: ReadonlyMap<string, Option>;

  constructor(
    readonly options: readonly Option[],
    rules: {
      /** How many of the first options words without a name fill, in order. */
      readonly positional: number;
      /** Whether other names are taken too: overrides of a config, arguments of a workflow. */
      readonly open: boolean;
    },
  ) {
    this.#byName = new Map(options.map((option) => [option.name, option]));
    this.positional = options.slice(0, rules.positional).map(({ name }) => name);
    this.open = rules.open;
  }

  readonly positional: readonly string[];
  readonly open: boolean;

  get(name: string): Option | undefined {
    return this.#byName.get(name);
  }

  get names(): string[] {
    return [...this.#byName.keys()];
  }

  /** The one option that starts with this letter: Fire's `-f` for `--filepath`, where no other names are taken. */
  startingWith(letter: string): Option | undefined {
    const [option, second] = this.options.filter(({ name }) => name.startsWith(letter));
    return second === undefined ? option : undefined;
  }
}
