import type { Command } from 'commander';
import type { Ui } from '../ui.ts';

export interface SignDeps {
  root: () => string;
  ui: Ui;
}

/** Adds `sign`: signs evidence that no signature names yet. */
export function registerSign(program: Command, { root, ui }: SignDeps): void {
  program
    .command('sign <change>')
    .description('sign the evidence of a change that is not signed yet; runs sign what they add by themselves')
    .option('--sign-with <key>', 'a key of SSH, or P-256 in PEM (default: git\'s user.signingkey)')
    .addHelpText('after', '\nYou vouch for the files as they lie there now. A bundle that was closed for another signer is closed again.')
    .action(async (change: string, { signWith }: { signWith?: string }) => {
      const [{ UserError }, { EvidenceStore }, { signRest }, { userSigner }] = await Promise.all([import('../errors.ts'), import('../evidence/store.ts'), import('../evidence/sign-rest.ts'), import('../user-signer.ts')]);
      const project = root();
      const signer = userSigner(project, signWith);
      if (signer === undefined) throw new UserError({ field: '--sign-with', problem: 'there is no key to sign with', allowed: 'a private key of SSH, or P-256 in PEM', next: 'name one, or git config gpg.format ssh && git config user.signingkey <path>' });
      const store = new EvidenceStore(project, change, 'delivery', () => signer);
      const file = await signRest(store, signer, new Date());
      ui.line(file === undefined ? 'there is nothing to sign: all of it is' : `signed with ${signer.says}: ${file}`, file === undefined ? 'note' : 'good');
    });
}
