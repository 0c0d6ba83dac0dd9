import { spawn } from 'node:child_process';

/**
 * `node scripts/side-by-side.mjs lint types build`: runs scripts of package.json at the same time, and prints what each said in
 * one piece when it ends. Ends with 1 when one of them failed, after all have ended.
 * @param {string} name
 * @returns {Promise<boolean>}
 */
function passes(name) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const said = [];
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => said.push(chunk));
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => said.push(chunk));
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      process.stderr.write(Buffer.concat(said));
      if (code !== 0) process.stderr.write(`npm run ${name} failed\n`);
      resolve(code === 0);
    });
  });
}

const results = await Promise.all(process.argv.slice(2).map(passes));
process.exit(results.every(Boolean) ? 0 : 1);
