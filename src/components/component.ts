import type { EnvironmentName } from '../evidence/record.ts';

/** One stack with one state, as synth made it for one environment. */
export interface Component {
  name: string;
  environment: EnvironmentName;
  /** The stack's own name, `storage-test`; the component's name for HCL. */
  stack: string;
  /** Absolute folder that holds the stack's `cdk.tf.json` or `.tf` files, and nothing else of ours. */
  directory: string;
  /** Folder of the project that an HCL stack was copied from, with slashes; absent for CDKTF. */
  source?: string | undefined;
  /** Names of the components it needs. */
  dependsOn: string[];
  /** SHA-256 over the names and bytes of the files in `directory`. */
  digest: string;
}
