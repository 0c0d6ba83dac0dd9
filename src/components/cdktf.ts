import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { EnvironmentConfig } from '../config.ts';
import { componentNameSchema } from './component-name.ts';
import { StepFailure, UserError } from '../errors.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import { runProcess } from '../process.ts';
import type { Place } from '../claims/claim.ts';
import { appErrorsFailure, appErrorsIn } from './app-errors.ts';
import type { Component } from './component.ts';
import { placeEnvironment, readConstructPlaces } from './construct-places.ts';
import { directoryDigest } from './directory-digest.ts';
import { redactLines } from '../terraform/secret-text.ts';
import { componentOf } from './stack-name.ts';

const cdktfJsonSchema = z.object({ app: z.string().min(1), context: z.record(z.string(), z.json()).default({}) });

/** The part of CDKTF's `manifest.json` that is used. cdktf 0.21 and cdktn 0.24 write the same. */
const manifestSchema = z.object({
  stacks: z.record(
    z.string(),
    z.object({
      name: z.string(),
      workingDirectory: z.string(),
      dependencies: z.array(z.string()).default([]),
      annotations: z.array(z.object({ constructPath: z.string(), level: z.string(), message: z.string() })).default([]),
    }),
  ),
});

export interface SynthRequest {
  /** Absolute folder of the project. */
  root: string;
  /** Absolute folder of `cdktf.json`. */
  app: string;
  /** How that folder is named in messages. */
  appName: string;
  environment: EnvironmentName;
  config: EnvironmentConfig;
  /** Absolute folder to synthesize into; wiped first. */
  outputDirectory: string;
  /** Absolute folder for notes of where constructs are made; wiped first. Outside of the output, whose bytes are digested. */
  placesDirectory: string;
  /** The app runs with these and `config.env`, and nothing else: no credentials. */
  env: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface SynthResult {
  components: Component[];
  /** Warnings of the app's own Aspects. */
  warnings: string[];
  /** Construct path → where it is made, as far as the app's process could tell. */
  places: Map<string, Place>;
}

/**
 * Runs the app command of `cdktf.json` for one environment and reads the manifest. The command is a shell line by CDKTF's own
 * definition. Throws UserError for a broken project, StepFailure when the app fails or one of its Aspects reports an error.
 */
export async function synthesize(request: SynthRequest): Promise<SynthResult> {
  const { app, context } = readCdktfJson(request);
  rmSync(request.outputDirectory, { recursive: true, force: true });
  mkdirSync(request.outputDirectory, { recursive: true });
  const env = { ...request.env, ...request.config.env };
  const result = await runProcess({
    command: '/bin/sh',
    args: ['-c', app],
    cwd: request.app,
    env: {
      ...env,
      ...placeEnvironment(env, request.placesDirectory, request.root),
      CDKTF_OUTDIR: request.outputDirectory,
      CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, ...request.config.context, cdktfRelativeModules: [] }),
      CI: '1',
      CHECKPOINT_DISABLE: '1',
    },
    signal: request.signal,
  });
  const places = readConstructPlaces(request.placesDirectory, request.root);
  if (result.code !== 0) {
    const errors = appErrorsIn(`${result.stderr}\n${result.stdout.toString('utf8')}`);
    if (errors.length > 0) throw appErrorsFailure(request.environment, errors, places);
    throw new StepFailure({
      file: join(request.appName, 'cdktf.json'),
      field: 'app',
      problem: `the app failed for ${request.environment} (exit ${result.code ?? result.endedBy ?? '?'})\n${lastLines(result.stderr || result.stdout.toString('utf8'))}`,
      next: `run it yourself: cd ${request.appName} && CDKTF_OUTDIR=/tmp/out ${app}`,
    });
  }
  return { ...readManifest(request, places), places };
}

/** The app command and the context of `cdktf.json`. Throws UserError when it is missing or not valid. */
export function readCdktfJson(request: Pick<SynthRequest, 'app' | 'appName'>): z.infer<typeof cdktfJsonSchema> {
  const file = join(request.appName, 'cdktf.json');
  const path = join(request.app, 'cdktf.json');
  if (!existsSync(path)) throw new UserError({ file, problem: 'there is no CDKTF app', next: 'set app.cdktf in cutover.yaml to the folder that holds cdktf.json' });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError({ file, problem: `not valid JSON: ${error instanceof Error ? error.message : ''}` });
  }
  const parsed = cdktfJsonSchema.safeParse(value);
  if (!parsed.success) throw new UserError({ file, field: parsed.error.issues[0]?.path.join('.') ?? '', problem: parsed.error.issues[0]?.message ?? 'not valid' });
  return parsed.data;
}

function readManifest(request: SynthRequest, places: SynthResult['places']): Omit<SynthResult, 'places'> {
  const path = join(request.outputDirectory, 'manifest.json');
  const parsed = existsSync(path) ? manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  if (parsed?.success !== true) {
    throw new StepFailure({ file: join(request.appName, 'cdktf.json'), field: 'app', problem: `the app ended well for ${request.environment} but wrote no manifest.json that can be read`, next: 'end the app with app.synth()' });
  }
  const stacks = Object.values(parsed.data.stacks);
  const errors = stacks.flatMap(({ annotations }) => annotations.filter(({ level }) => level === '@cdktf/error'));
  if (errors.length > 0) throw appErrorsFailure(request.environment, errors, places);
  const mine = stacks.flatMap((stack) => {
    const name = componentOf(request.config.stacks, stack.name);
    return name === undefined ? [] : [{ ...stack, component: name }];
  });
  if (mine.length === 0) {
    throw new StepFailure({
      file: 'cutover.yaml',
      field: `environments.${request.environment}.stacks`,
      problem: 'no stack of the app fits the pattern',
      found: `${request.config.stacks} against ${stacks.length === 0 ? 'no stacks' : stacks.map(({ name }) => name).join(', ')}`,
    });
  }
  const nameOf = new Map(mine.map((stack) => [stack.name, stack.component]));
  const components = mine.map((stack): Component => {
    const name = componentNameSchema.safeParse(stack.component);
    if (!name.success) throw new UserError({ problem: 'the stack name gives no usable component name', found: stack.name, allowed: 'lower-case letters, digits and hyphens, beginning with a letter' });
    const directory = resolve(request.outputDirectory, stack.workingDirectory);
    const foreign = stack.dependencies.find((dependency) => !nameOf.has(dependency));
    if (foreign !== undefined) {
      throw new UserError({ problem: `${stack.name} depends on the stack ${foreign}, which is of no component in ${request.environment}`, allowed: `stacks named ${request.config.stacks}` });
    }
    return { name: stack.component, environment: request.environment, stack: stack.name, directory, dependsOn: stack.dependencies.map((dependency) => nameOf.get(dependency) ?? dependency).sort(), digest: directoryDigest(directory) };
  });
  const warnings = stacks.flatMap(({ annotations }) => annotations.filter(({ level }) => level === '@cdktf/warn').map((warning) => redactLines(`${warning.constructPath}: ${warning.message}`)));
  return { components, warnings };
}

function lastLines(text: string): string {
  return redactLines(text.trimEnd().split('\n').slice(-15).join('\n')).split('\n').map((line) => `    ${line}`).join('\n');
}
