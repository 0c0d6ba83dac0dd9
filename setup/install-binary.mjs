import { existsSync } from 'node:fs';
import { lookOnPath, ownCopy, waysToGet } from './binary.mjs';
import { firstWay } from './ways.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {import('./pins.mjs').BinaryName} BinaryName
 * @typedef {import('./pins.mjs').Pins} Pins
 * @typedef {import('./progress.mjs').Task} Task
 */

/**
 * Sees to one program: from PATH, what an earlier set-up left, or a new copy.
 * @param {BinaryName} name @param {Pins} pins @param {Environment} env @param {Task} task
 */
export async function installBinary(name, pins, env, task) {
  await installFirst([name], { problem: `there is no ${pins[name].title} of version ${pins[name].minimum} or newer` }, pins, env, task);
}

/**
 * Sees to an engine: Terraform where it can be had, or else OpenTofu.
 * @param {Pins} pins @param {Environment} env @param {Task} task
 */
export async function installEngine(pins, env, task) {
  await installFirst(['terraform', 'tofu'], { problem: `there is no Terraform and no OpenTofu of version ${pins.terraform.minimum} or newer` }, pins, env, task);
}

/**
 * @param {BinaryName[]} names any of them will do @param {{ problem: string }} otherwise
 * @param {Pins} pins @param {Environment} env @param {Task} task
 */
async function installFirst(names, { problem }, pins, env, task) {
  /** @type {string[]} */
  const found = [];
  for (const name of names) {
    const look = await lookOnPath(name, pins[name], env);
    if (look.usable) return;
    found.push(look.found);
  }
  if (names.some((name) => existsSync(ownCopy(name, pins[name], env)))) return;
  const say = (/** @type {string} */ message) => task.say(message);
  const ways = names.flatMap((name) => waysToGet(name, pins, env, say));
  await firstWay(ways, { problem, found, next: names.map((name) => pins[name].byHand) }, say);
  task.done();
}
