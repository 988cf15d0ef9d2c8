/** What programs may ask of a bundle by a name that does not depend on its config: MONAI's bundle properties. */
export interface BundleProperty {
  readonly description: string;
  /** Whether a bundle of this type must have it. */
  readonly required: boolean;
  /** Where the config holds it. */
  readonly id: string;
  /**
   * Where the config should refer to it (`"@id"`), if it does so at all. For `evaluator` and `val_interval` the argument
   * of ValidationHandler.
   */
  readonly referenceId?: string;
}

export type BundleProperties = Readonly<Record<string, BundleProperty>>;

/** What a workflow is for; it decides which properties it has. Null for metadata only. */
export type WorkflowType = 'train' | 'infer' | null;

const required = (description: string, id: string): BundleProperty => ({ description, required: true, id });

const optional = (description: string, id: string, referenceId?: string): BundleProperty => ({
  description,
  required: false,
  id,
  referenceId,
});

/** Properties of a bundle that trains (monai/bundle/properties.py, TrainProperties). */
export const trainProperties: BundleProperties = {
  bundle_root: required('Folder of the bundle.', 'bundle_root'),
  device: required('Where tensors live.', 'device'),
  dataset_dir: required('Folder of the data.', 'dataset_dir'),
  trainer: required('Engine that trains.', 'train::trainer'),
  network_def: optional('Network to train.', 'network_def'),
  max_epochs: required('Epochs to train for.', 'train::trainer::max_epochs'),
  train_dataset: required('Data set to train on.', 'train::dataset'),
  train_inferer: required('How the network is applied in training.', 'train::inferer'),
  train_dataset_data: optional('Items of the training data set.', 'train::dataset::data'),
  train_handlers: optional('Handlers of training events.', 'train::handlers', 'train::trainer::train_handlers'),
  train_preprocessing: optional('Transforms of training data.', 'train::preprocessing', 'train::dataset::transform'),
  train_postprocessing: optional(
    'Transforms of predictions in training.',
    'train::postprocessing',
    'train::trainer::postprocessing',
  ),
  train_key_metric: optional('Main metric of training.', 'train::key_metric', 'train::trainer::key_train_metric'),
  evaluator: optional('Engine that validates.', 'validate::evaluator', 'validator'),
  val_interval: optional('Epochs from one validation to the next.', 'val_interval', 'interval'),
  val_handlers: optional('Handlers of validation events.', 'validate::handlers', 'validate::evaluator::val_handlers'),
  val_dataset: optional('Data set to validate on.', 'validate::dataset', 'validate::dataloader::dataset'),
  val_dataset_data: optional('Items of the validation data set.', 'validate::dataset::data'),
  val_inferer: optional(
    'How the network is applied in validation.',
    'validate::inferer',
    'validate::evaluator::inferer',
  ),
  val_preprocessing: optional(
    'Transforms of validation data.',
    'validate::preprocessing',
    'validate::dataset::transform',
  ),
  val_postprocessing: optional(
    'Transforms of predictions in validation.',
    'validate::postprocessing',
    'validate::evaluator::postprocessing',
  ),
  val_key_metric: optional('Main metric of validation.', 'validate::key_metric', 'validate::evaluator::key_val_metric'),
};

/** Properties of a bundle that infers or evaluates (InferProperties). */
export const inferProperties: BundleProperties = {
  bundle_root: required('Folder of the bundle.', 'bundle_root'),
  device: required('Where tensors live.', 'device'),
  dataset_dir: required('Folder of the data.', 'dataset_dir'),
  dataset: required('Data set to infer on.', 'dataset'),
  evaluator: required('Engine that infers.', 'evaluator'),
  network_def: required('Network to apply.', 'network_def'),
  inferer: required('How the network is applied.', 'inferer'),
  dataset_data: optional('Items of the data set.', 'dataset::data'),
  handlers: optional('Handlers of events.', 'handlers', 'evaluator::val_handlers'),
  preprocessing: optional('Transforms of the data.', 'preprocessing', 'dataset::transform'),
  postprocessing: optional('Transforms of predictions.', 'postprocessing', 'evaluator::postprocessing'),
  key_metric: optional('Main metric.', 'key_metric', 'evaluator::key_val_metric'),
};

/** Properties of every bundle, from its metadata (MetaProperties). */
export const metaProperties: BundleProperties = {
  version: required('Version of the bundle.', '_meta_::version'),
  monai_version: required('MONAI it was made with.', '_meta_::monai_version'),
  pytorch_version: required('PyTorch it was made with.', '_meta_::pytorch_version'),
  numpy_version: required('NumPy it was made with.', '_meta_::numpy_version'),
  description: optional('What the bundle does.', '_meta_::description'),
  spatial_shape: optional(
    'Spatial shape of the input image.',
    '_meta_::network_data_format::inputs::image::spatial_shape',
  ),
  channel_def: optional(
    'What the channels of the prediction mean.',
    '_meta_::network_data_format::outputs::pred::channel_def',
  ),
};

/** The properties of a type of workflow. */
export function propertiesOf(type: WorkflowType): BundleProperties {
  switch (type) {
    case 'train':
      return { ...trainProperties, ...metaProperties };
    case 'infer':
      return { ...inferProperties, ...metaProperties };
    case null:
      return metaProperties;
  }
}
