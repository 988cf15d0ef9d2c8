import { fail } from '../../engine/errors.js';

/** Counts of true positives, false positives, true negatives and false negatives. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

type Rate = (counts: Confusion) => number;

/** NaN where the denominator is 0, as MONAI has it. */
function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? Number.NaN : numerator / denominator;
}

const tpr: Rate = ({ tp, fn }) => ratio(tp, tp + fn);
const tnr: Rate = ({ fp, tn }) => ratio(tn, fp + tn);
const ppv: Rate = ({ tp, fp }) => ratio(tp, tp + fp);
const npv: Rate = ({ tn, fn }) => ratio(tn, tn + fn);

/** Each rate with its names, as in Wikipedia's article on the confusion matrix, which MONAI follows. */
const rates: readonly (readonly [Rate, ...names: string[]])[] = [
  [tpr, 'sensitivity', 'recall', 'hit_rate', 'true_positive_rate', 'tpr'],
  [tnr, 'specificity', 'selectivity', 'true_negative_rate', 'tnr'],
  [ppv, 'precision', 'positive_predictive_value', 'ppv'],
  [npv, 'negative_predictive_value', 'npv'],
  [({ tp, fn }) => ratio(fn, tp + fn), 'miss_rate', 'false_negative_rate', 'fnr'],
  [({ fp, tn }) => ratio(fp, fp + tn), 'fall_out', 'false_positive_rate', 'fpr'],
  [({ tp, fp }) => ratio(fp, fp + tp), 'false_discovery_rate', 'fdr'],
  [({ tn, fn }) => ratio(fn, fn + tn), 'false_omission_rate', 'for'],
  [
    (counts) => {
      const [hit, reject] = [tpr(counts), tnr(counts)];
      return ratio(Math.sqrt(hit * (1 - reject)) + reject - 1, hit + reject - 1);
    },
    'prevalence_threshold',
    'pt',
  ],
  [({ tp, fp, fn }) => ratio(tp, tp + fn + fp), 'threat_score', 'critical_success_index', 'ts', 'csi'],
  [({ tp, fp, tn, fn }) => ratio(tp + tn, tp + fp + tn + fn), 'accuracy', 'acc'],
  [(counts) => (tpr(counts) + tnr(counts)) / 2, 'balanced_accuracy', 'ba'],
  [({ tp, fp, fn }) => ratio(2 * tp, 2 * tp + fn + fp), 'f1_score', 'f1'],
  [
    ({ tp, fp, tn, fn }) => ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    'matthews_correlation_coefficient',
    'mcc',
  ],
  [(counts) => Math.sqrt(ppv(counts) * tpr(counts)), 'fowlkes_mallows_index', 'fm'],
  [(counts) => tpr(counts) + tnr(counts) - 1, 'informedness', 'bookmaker_informedness', 'bm', 'youden_index', 'youden'],
  [(counts) => ppv(counts) + npv(counts) - 1, 'markedness', 'deltap', 'mk'],
];

/**
 * The rate of that name, in any case, with spaces or underscores.
 * @throws BundleError invalid_argument for an unknown name
 */
export function confusionRate(name: string): Rate {
  const wanted = name.replaceAll(' ', '_').toLowerCase();
  const found = rates.find(([, ...names]) => names.includes(wanted));
  if (found) return found[0];
  return fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'ConfusionMatrixMetric',
    argument: 'metric_name',
    expected: `one of ${rates.map(([, first]) => first).join(', ')}`,
    got: JSON.stringify(name),
  });
}
