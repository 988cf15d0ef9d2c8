import type { MeasuredNetwork } from '../measure-network.js';
import type { Config } from './parts.js';

/** Versions of the Python packages that the configs were tried with. */
const versions = { monai: '1.5.0', pytorch: '2.4.0', numpy: '1.26.4', ignite: '0.5.1', pillow: '10.4.0' };

/** `metadata.json`, with the shapes that the network was found to have. */
export function metadataConfig({ inChannels, outChannels, size }: MeasuredNetwork): Config {
  const tensor = {
    type: 'image',
    format: 'magnitude',
    modality: 'n/a',
    num_channels: inChannels,
    spatial_shape: size,
    dtype: 'float32',
    value_range: [0, 1],
    is_patch_data: true,
    channel_def: numbered(inChannels, (channel) => (inChannels === 1 ? 'intensity' : `channel ${channel}`)),
  };
  const classes = (channel: number): string =>
    outChannels === 1 || channel === 1 ? 'ball' : channel === 0 ? 'background' : `class ${channel}`;
  return {
    schema: 'https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/meta_schema_20240725.json',
    version: '0.0.1',
    changelog: { '0.0.1': 'initial version' },
    monai_version: versions.monai,
    pytorch_version: versions.pytorch,
    numpy_version: versions.numpy,
    required_packages_version: { 'pytorch-ignite': versions.ignite, pillow: versions.pillow },
    supported_apps: {},
    name: 'Your bundle',
    task: 'Say what the network predicts',
    description: 'Say what the network does, what goes in and what comes out.',
    authors: 'Your name',
    copyright: 'Copyright (c) your name',
    network_data_format: {
      inputs: { image: tensor },
      outputs: {
        pred: {
          ...tensor,
          format: 'segmentation',
          num_channels: outChannels,
          value_range: [],
          channel_def: numbered(outChannels, classes),
        },
      },
    },
  };
}

function numbered(count: number, describe: (channel: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, channel) => [String(channel), describe(channel)]));
}
