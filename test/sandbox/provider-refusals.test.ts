import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientFiles, writeClientFiles } from '../../sandbox/client-files.ts';
import { packageRoot } from '../../src/package-root.ts';
import { pythonPath } from '../helpers/python.ts';
import { run, type Finished } from '../helpers/run-terraform.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terraformPath } from '../helpers/tools.ts';

interface Diagnostic {
  severity: string;
  summary: string;
  detail: string;
  snippet?: { context: string | null };
}

const REQUIRED = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n';
let root: string;

beforeAll(() => {
  root = temporaryFolder();
  writeClientFiles({ root, python: pythonPath() });
});

/** Terraform in a folder with this configuration, with the sandbox's provider and no sandbox. */
async function inFolder(prepare: (folder: string) => void, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const folder = temporaryFolder();
  prepare(folder);
  const own = { PATH: process.env['PATH'], HOME: folder, TF_CLI_CONFIG_FILE: clientFiles(root).cliConfig, CUTOVER_SANDBOX_CACHE: clientFiles(root).cache, TF_INPUT: '0', ...env };
  const inited = await run(terraformPath(), ['init', '-no-color'], { cwd: folder, env: own });
  if (inited.code !== 0) throw new Error(inited.output);
  return run(terraformPath(), args, { cwd: folder, env: own });
}

const plan = (body: string, env: NodeJS.ProcessEnv): Promise<Finished> =>
  inFolder((folder) => writeFileSync(join(folder, 'main.tf'), REQUIRED + body), ['plan', '-no-color'], env);

describe('the sandbox provider refuses, by name and without AWS,', () => {
  let diagnostics: Diagnostic[];
  beforeAll(async () => {
    const { output } = await inFolder((folder) => cpSync(join(import.meta.dirname, 'provider', 'refused'), folder, { recursive: true }), ['validate', '-json']);
    diagnostics = (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
  });

  it.each([
    ['an argument it does not implement', 'aws_s3_bucket" "argument', 'An argument named "acl" is not expected here.'],
    ['one in a block', 'aws_s3_bucket_lifecycle_configuration" "nested', 'An argument named "newer_noncurrent_versions" is not expected here.'],
    ['one in a block of a block', 'aws_s3_bucket_lifecycle_configuration" "deeper', 'An argument named "object_size_greater_than" is not expected here.'],
    ['one in a set of blocks', 'aws_cloudwatch_metric_alarm" "in_a_set', 'An argument named "account_id" is not expected here.'],
    ['a block it does not implement', 'aws_dynamodb_table" "block', 'Blocks of type "replica" are not expected here.'],
    ['a value that only AWS decides', 'aws_sqs_queue" "decided_by_aws', 'The argument "url" cannot be set'],
    ['tags that only it can put together', 'aws_kms_key" "tags_of_all', 'The argument "tags_all" cannot be set'],
    ['an argument in the JSON that CDKTF writes', 'resource.aws_sns_topic.json', 'No argument or block type is named "tracing_config".'],
  ])('%s', (_, context, expected) => {
    const own = diagnostics.filter(({ snippet }) => snippet?.context?.includes(context));
    expect(own.map(({ severity, summary, detail }) => [severity, `${summary} ${detail}`])).toEqual([['error', expect.stringContaining(expected) as unknown]]);
  });

  it('and nothing else', () => {
    expect(diagnostics).toHaveLength(8);
  });

  it.each([
    ['a type it does not have', 'resource "aws_instance" "x" {}', /does not support resource\s+type\s+"aws_instance"/],
    ['an argument of the provider', 'provider "aws" {\n  profile = "x"\n}\nresource "aws_kms_key" "x" {}', /An argument named "profile" is not expected here/],
  ])('%s', async (_, body, expected) => {
    const { code, output } = await plan(body, {});
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(expected) as unknown });
  });
});

describe('the sandbox provider, for what is not of this machine,', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'eu-central-1' };

  it.each([
    ['no endpoint', {}, 'AWS_ENDPOINT_URL is not set'],
    ['the real AWS', { AWS_ENDPOINT_URL: 'https://sqs.eu-central-1.amazonaws.com' }, 'AWS_ENDPOINT_URL names the host'],
  ])('refuses to plan with %s', async (_, env, expected) => {
    const { code, output } = await plan('resource "aws_kms_key" "x" {}', { ...keys, ...env });
    expect(code).toBe(1);
    expect(output).toContain('The sandbox provider only speaks to a local emulator');
    expect(output).toContain(expected);
  });

  it('refuses to plan without keys of its own: profiles and files are not asked', async () => {
    const { code, output } = await plan('resource "aws_kms_key" "x" {}', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_PROFILE: 'x', AWS_REGION: 'eu-central-1' });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY') as unknown });
  });

  const ALLOWED = ['http://127.0.0.1:4566', 'http://127.1.2.3:80', 'http://localhost:4566', 'https://localhost', 'http://[::1]:4566'];
  const REFUSED = [
    '', 'http://', '127.0.0.1:4566', 'ftp://127.0.0.1', 'file:///etc/passwd', 'http://0.0.0.0:4566', 'http://169.254.169.254', 'http://10.0.0.1', 'http://example.com',
    'http://127.0.0.1.example.com', 'http://localhost.example.com', 'http://127.0.0.1@example.com', 'http://user:secret@127.0.0.1', 'http://example.com#@127.0.0.1',
    'http://2130706433', 'http://0x7f.0.0.1', 'http://[::ffff:127.0.0.1]', 'http://[::]', 'http://[fe80::1]', 'http://127.0.0.1:port', 'http://[::1', 'http://127.0.0.1:99999',
  ];

  it('takes 127.0.0.0/8, localhost and ::1 for this machine, and nothing else', () => {
    const program = 'import json, sys\nfrom settings import loopback_problem\nprint(json.dumps([at for at in json.load(sys.stdin) if loopback_problem(at) is None]))';
    const options = { input: JSON.stringify([...REFUSED, ...ALLOWED]), cwd: join(packageRoot(), 'sandbox', 'provider'), encoding: 'utf8' } as const;
    expect(JSON.parse(execFileSync(pythonPath(), ['-B', '-c', program], options))).toEqual(ALLOWED);
  });
});

describe('the last look of a boto3 client', () => {
  it.each([
    ['http://127.0.0.1:1/', 'EndpointConnectionError'],
    ['http://127.0.0.1:2/', 'Refused'],
    ['http://192.0.2.1/', 'Refused'],
    ['https://127.0.0.1:1/', 'Refused'],
  ])('at a request that something sent to %s ends in %s', (url, expected) => {
    const program = [
      'import sys', 'from aws import Aws', "client = Aws('http://127.0.0.1:1', 'x', 'x', None, 'eu-central-1', {}).client('sqs')",
      "client.meta.events.register('before-call', lambda params, **_: params.update(url=sys.argv[1]))",
      'try:', '    client.list_queues()', 'except Exception as error:', '    print(type(error).__name__)',
    ];
    const options = { cwd: join(packageRoot(), 'sandbox', 'provider'), encoding: 'utf8' } as const;
    expect(execFileSync(pythonPath(), ['-B', '-c', program.join('\n'), url], options).trim()).toBe(expected);
  });
});

describe('the sandbox provider, while planning,', () => {
  const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };

  it('refuses values that it has no way to make', async () => {
    const endpoint = 'resource "aws_vpc_endpoint" "x" {\n  vpc_id = "x"\n  service_name = "x"\n  vpc_endpoint_type = "Interface"\n}\n';
    const flowLog = 'resource "aws_flow_log" "x" {\n  log_destination = "x"\n  traffic_type = "ALL"\n}\n';
    const { code, output } = await plan(endpoint + flowLog, env);
    const said = output.replace(/\s+/g, ' ');
    expect(code).toBe(1);
    expect(said).toContain(`vpc_endpoint_type is 'Interface'; the sandbox provider implements "Gateway" only.`);
    expect(said).toContain('A flow log needs exactly one of vpc_id and subnet_id.');
  });
});
