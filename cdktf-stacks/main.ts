import { App } from 'cdktf';
import { buildPlatform } from './platform.ts';
import { readSettings } from './settings.ts';

/** The app command of `cdktf.json`: synthesizes the six stacks for the environment that the variables describe. */
try {
  const app = new App();
  buildPlatform(app, readSettings(process.env));
  app.synth();
} catch (error) {
  // A setting that is missing or a control that is broken is a reader's mistake: the message says it, a stack trace hides it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
