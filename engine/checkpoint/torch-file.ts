import { readPickle } from './pickle-reader.js';
import { writePickle } from './pickle-writer.js';
import { type CheckpointTree, Damage, type LoadedTree } from './tree.js';
import { ZipReader } from './zip-reader.js';
import { zipPieces } from './zip-writer.js';

/**
 * Reads what `torch.save` wrote (its ZIP format, of PyTorch 1.6 and later).
 * @throws Damage for anything that does not fit; Unsafe for a pickle that holds more than tensors and containers
 */
export function readTorchFile(file: Uint8Array): LoadedTree {
  if (file[0] === 0x80) throw new Damage('it is in the format of PyTorch before 1.6; load it there and save it again');
  const zip = new ZipReader(file);
  const pickle = [...zip.names()].find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new Damage('it holds no data.pkl, so torch.save did not write it');
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (zip.has(`${folder}constants.pkl`)) throw new Damage('it is a TorchScript archive, not a checkpoint');
  const order = `${folder}byteorder`;
  if (zip.has(order) && new TextDecoder().decode(zip.read(order)) !== 'little') {
    throw new Damage('its numbers are big-endian');
  }
  return readPickle(zip.read(pickle), (key) => zip.read(`${folder}data/${key}`));
}

/** A file for `torch.load`, in pieces to be written one after the other. @param name the folder inside the archive */
export function torchFilePieces(tree: CheckpointTree, name: string): Uint8Array[] {
  const { pickle, storages } = writePickle(tree);
  const text = new TextEncoder();
  return zipPieces([
    { name: `${name}/data.pkl`, content: pickle },
    { name: `${name}/byteorder`, content: text.encode('little') },
    ...storages.map((content, key) => ({ name: `${name}/data/${key}`, content })),
    { name: `${name}/version`, content: text.encode('3\n') },
  ]);
}
