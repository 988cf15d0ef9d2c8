/** Metadata that are in order, for tests to damage. */
export function soundMetadata(): Record<string, unknown> {
  const tensor = {
    type: 'image',
    format: 'magnitude',
    modality: 'MR',
    num_channels: 2,
    spatial_shape: ['16*n', '*', 32],
    dtype: 'float32',
    value_range: [0, 1],
    is_patch_data: true,
    channel_def: { '0': 'T1', '1': 'T2' },
  };
  return {
    schema: 'https://example.org/schema.json',
    version: '0.2.0',
    changelog: { '0.2.0': 'more', '0.1.0': 'first' },
    monai_version: '1.5.0',
    pytorch_version: '2.4.0',
    numpy_version: '1.26.4',
    required_packages_version: { nibabel: '5.2.1' },
    supported_apps: { 'monai-label': '' },
    task: 'Find it',
    description: 'Finds it.',
    authors: 'Somebody',
    copyright: 'Somebody',
    references: ['a paper'],
    network_data_format: {
      inputs: { image: tensor },
      outputs: { pred: { ...tensor, format: 'segmentation', channel_def: { '0': 'background', '1': 'organ' } } },
    },
  };
}
