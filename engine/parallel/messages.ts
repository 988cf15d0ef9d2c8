/** What a rank tells the process that launched it. */
export type RankMessage =
  /** It is alive: its event loop turns. */
  | { readonly kind: 'beat' }
  /** It cannot go on. `blames` is the rank whose loss is all there is to it, or null; `begun` whether an engine had begun to run. */
  | { readonly kind: 'failed'; readonly report: string; readonly blames: number | null; readonly begun: boolean };

/** What a rank is told. */
export type LauncherMessage =
  /** Save and end, at the step that all ranks agree on. */
  | { readonly kind: 'stop' }
  /** A rank is lost: do not wait for it. */
  | { readonly kind: 'lost'; readonly rank: number; readonly problem: string }
  /** A rank has ended well: whoever still waits for it waits in vain. */
  | { readonly kind: 'left'; readonly rank: number };

/** What the thread that looks after a rank is told: what the rank is to hear, or to end it at once. */
export type SupervisorMessage = LauncherMessage | { readonly kind: 'kill' };

/** What that thread says. */
export type SupervisorReport =
  | { readonly kind: 'text'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** The rank ended in failure; the thread's own result follows when its output is read. */
  | { readonly kind: 'failing'; readonly blames: number | null };
