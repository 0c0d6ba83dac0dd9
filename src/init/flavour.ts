/** cdktn holds an app to every engine since 1.5.7 unless told; locks in S3 came with 1.10. */
const TARGETS = "context: { targetVersions: { terraform: '>=1.10.0', opentofu: '>=1.10.0' } }";

/** Code written for cdktf, for an app of either. cdktn is its living fork: other package names, the same code. */
export function inFlavour(text: string, flavour: 'cdktf' | 'cdktn'): string {
  if (flavour === 'cdktf') return text;
  return text.replaceAll("'cdktf'", "'cdktn'").replaceAll("'@cdktf/", "'@cdktn/").replace('new App()', `new App({ ${TARGETS} })`).replace('new App({ outdir })', `new App({ outdir, ${TARGETS} })`);
}
