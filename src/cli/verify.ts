import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { UserError } from '../errors.ts';
import { numberOf } from '../number-of.ts';
import type { VerificationPolicy } from '../evidence/policy.ts';
import type { BundleVerification } from '../evidence/verify.ts';
import type { Ui } from '../ui.ts';

/** Of a folder that is no bundle every file is one. */
const MOST_PROBLEMS = 30;

export interface VerifyDeps {
  out: (text: string) => void;
  ui: Ui;
}

interface VerifyFlags {
  trust?: string[];
  policy?: string;
  json?: true;
}

/** Adds `verify <folder>`: is a bundle whole, whose is it, and what does it tell? Needs no network, no project, no git, no trust in this machine. */
export function registerVerify(program: Command, { out, ui }: VerifyDeps): void {
  program
    .command('verify <folder>')
    .description('check an evidence bundle: that it is whole, and with --trust who made it')
    .option('--trust <file>', 'whom you believe: a file like approvers, a public key, or a trust file (.yaml, .json); may be given more than once', (file: string, others: string[] = []) => [...others, file])
    .option('--policy <file>', 'what the bundle has to show (.yaml, .json); without it what every delivered change has to')
    .option('--json', 'print the result on standard output and nothing else there')
    .addHelpText('after', '\nWithout --trust the result is "integrity only": whoever can rewrite the whole folder can sign it with\nanother key too. Take approvers or a trust file from somebody you believe, not from beside the bundle.\nExit codes: 0 it holds, 1 it does not.')
    .action(async (folder: string, flags: VerifyFlags) => {
      if (!existsSync(folder)) throw new UserError({ field: 'folder', problem: 'there is no such folder', found: folder, allowed: 'the folder of a change, such as cutover-evidence/CR-0001' });
      const result = await verify(folder, flags);
      if (!result.ok) process.exitCode = EXIT.fail;
      if (flags.json === true) out(JSON.stringify(result));
      else show(ui, result);
    });
}

async function verify(folder: string, { trust, policy }: VerifyFlags): Promise<BundleVerification> {
  const { verifyBundle } = await import('../evidence/verify.ts');
  const wanted = policy === undefined ? undefined : await readPolicy(policy);
  if (wanted !== undefined && trust === undefined && Object.keys(wanted.signers).length > 0) throw new UserError({ ...(policy === undefined ? {} : { file: policy }), field: 'signers', problem: 'who signed can only be told of signers that you trust', next: 'name them with --trust' });
  const trusted = trust === undefined ? undefined : await (await import('../read-trust.ts')).readTrust(trust);
  return await verifyBundle(folder, { trust: trusted, policy: wanted, requestDigest: async () => (await import('../change/request.ts')).requestDigest });
}

async function readPolicy(file: string): Promise<VerificationPolicy> {
  const [{ readGiven }, { parseYaml }, { verificationPolicySchema }] = await Promise.all([import('../read-trust.ts'), import('../documents/yaml.ts'), import('../evidence/policy.ts')]);
  return parseYaml(readGiven(file, '--policy'), { file }, verificationPolicySchema);
}

function show(ui: Ui, { ok, story, problems, statements, assurance, signers }: BundleVerification): void {
  for (const line of story) ui.line(line);
  for (const { file, why } of problems.slice(0, MOST_PROBLEMS)) ui.line(`${file}: ${why}`, 'bad');
  if (problems.length > MOST_PROBLEMS) ui.line(`and ${problems.length - MOST_PROBLEMS} more`, 'bad');
  if (!ok) ui.line(`this bundle does not hold: ${numberOf(problems.length, 'problem')}`, 'bad');
  else if (assurance === 'trusted') ui.line(`${numberOf(statements, 'statement')}, none changed, missing or added; signed by ${signers.join('; ')}`, 'good');
  else ui.line(`${numberOf(statements, 'statement')}, none changed, missing or added; integrity only`, 'good');
}
