import type { Position } from '../errors.js';

/** Something worth telling that is no error. Tests assert on `code` and facts; {@link describeNotice} has the words. */
export type Notice =
  /** `+key` found nothing to merge into, and set the value instead. */
  | { readonly code: 'merge_into_nothing'; readonly id: string; readonly position: Position }
  /** YAML 1.1 and 1.2 read this text differently. */
  | { readonly code: 'yaml_versions'; readonly text: string; readonly read: string; readonly position: Position }
  /** A top-level name that MONAI has replaced by another. */
  | { readonly code: 'old_name'; readonly name: string; readonly now: string }
  /** `_target_` is a value that cannot be called; the item is that value. */
  | { readonly code: 'target_not_callable'; readonly id: string; readonly position: Position }
  /** An argument that is true or false was given something else, and counts by Python's truth. */
  | {
      readonly code: 'counts_by_truth';
      readonly component: string;
      readonly argument: string;
      /** In words: `the string "True"`. */
      readonly got: string;
      readonly counts: unknown;
      readonly id: string;
      readonly position: Position;
    }
  /** `_mode_: debug`: how to attach to the debugger. */
  | { readonly code: 'debugger'; readonly id: string; readonly url: string };

/** The words for a notice. */
export function describeNotice(notice: Notice): string {
  switch (notice.code) {
    case 'merge_into_nothing':
      return `there is no "${notice.id}" to merge into: it is set to the new value`;
    case 'yaml_versions':
      return `YAML 1.1 and 1.2 read ${notice.text} differently: here it is ${notice.read}; write that, or put it in quotes`;
    case 'old_name':
      return `"${notice.name}" is now called "${notice.now}"`;
    case 'target_not_callable':
      return `the "_target_" of "${notice.id}" cannot be called: the item is the value itself`;
    case 'counts_by_truth': {
      const { component, argument, got } = notice;
      const counts = JSON.stringify(notice.counts);
      const why = got.startsWith('the string') && got !== 'the string ""' ? ', as any text does in Python' : '';
      return `${component}: "${argument}" is ${got}, which counts as ${counts}${why}: write ${counts}${/^the string "(?!true"|yes"|on"|1")/i.test(got) ? ', or what you mean' : ''}`;
    }
    case 'debugger':
      return `"${notice.id}" is made in the debugger: attach to ${notice.url}`;
  }
}
