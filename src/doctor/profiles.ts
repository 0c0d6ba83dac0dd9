import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Names of the profiles in the AWS files: `[name]` in the credentials, `[profile name]` and `[default]` in the configuration.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function profilesIn({ config, credentials }: { config: string; credentials: string }): string[] {
  const sections = (text: string): string[] => [...text.matchAll(/^\s*\[\s*([^\]]+?)\s*\]/gm)].map(([, name = '']) => name);
  const configured = sections(config).flatMap((name) => (name === 'default' ? [name] : (/^profile\s+["']?(.+?)["']?$/.exec(name)?.[1] ?? [])));
  return [...new Set([...sections(credentials), ...configured])].sort();
}

/** Their texts, where the SDKs look for them; empty where there is none. `env` is that of the child. */
export function readAwsFiles(env: Record<string, string>): { config: string; credentials: string } {
  const home = join(env['HOME'] ?? homedir(), '.aws');
  const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return { config: textOf(env['AWS_CONFIG_FILE'] ?? join(home, 'config')), credentials: textOf(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, 'credentials')) };
}
