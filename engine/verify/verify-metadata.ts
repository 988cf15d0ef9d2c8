import { loadTree } from '../config/layers.js';
import { describeNotice } from '../config/notice.js';
import { BundleErrors } from '../errors.js';
import { checkRules } from './metadata-rules.js';
import { faultPath, schemaFaults } from './schema-faults.js';
import { chooseSchema, type SchemaFileOptions } from './schema-file.js';

/** As MONAI's `verify_metadata` takes them. */
export interface VerifyMetadataOptions extends SchemaFileOptions {
  /** Metadata file, or several to merge. */
  readonly metaFile: string | readonly string[];
}

/** Metadata that were found to be in order. */
export interface VerifiedMetadata {
  /** File of the schema they were checked against. */
  readonly schema: string;
  /** Whether that is the schema that ships with medbundle. */
  readonly isShipped: boolean;
  /** What is allowed, but worth a look. */
  readonly notices: readonly string[];
}

/**
 * Checks metadata of a bundle (MONAI's `verify_metadata`): against the schema that medbundle ships, which follows MONAI's
 * documented rules, and the rules that no schema can tell; or against the schema in `filepath`. Nothing is downloaded.
 * @throws BundleErrors with all faults: metadata_missing, metadata_invalid, or what keeps the file from being read
 */
export function verifyMetadata({ metaFile, ...schemaFile }: VerifyMetadataOptions): VerifiedMetadata {
  const { schema, isShipped, path } = chooseSchema(schemaFile);
  const tree = loadTree(metaFile);
  const unread = tree.problems.filter((problem) => problem.failure.code !== 'duplicate_key');
  if (unread.length > 0) throw new BundleErrors(tree.problems);
  const faults = schemaFaults(tree.root, schema);
  const notices = tree.notices.map(describeNotice);
  if (isShipped) {
    const rules = checkRules(tree.root);
    faults.push(...rules.faults.filter((fault) => !faults.some((other) => faultPath(other) === faultPath(fault))));
    notices.push(...rules.notices);
  }
  const all = [...tree.problems, ...faults];
  if (all.length > 0) throw new BundleErrors(all);
  return { schema: path, isShipped, notices };
}
