/** The fake as a process of its own: prints `{ url, token, env }` as one line, serves until its input ends, and exits with 1 when something did not fit. */
import { startFakeGitHub } from './fake-github.ts';

const { url, token, env, close } = await startFakeGitHub();
console.log(JSON.stringify({ url, token, env }));
process.stdin.resume().on('end', () => {
  close().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
});
