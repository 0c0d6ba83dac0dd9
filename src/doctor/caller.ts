import { z } from 'zod';
import { runProcess } from '../process.ts';
import { hide } from '../hide.ts';
import { credentialsIn } from '../credentials.ts';
import { lastLine } from '../ssh-keygen.ts';

/** boto3 knows every way to credentials that the AWS provider knows: profiles, SSO, roles, machines. It is in our environment anyway. */
const QUESTION = `
import json, boto3
from botocore.config import Config
patience = Config(connect_timeout=5, read_timeout=10, retries={'total_max_attempts': 2})
region = boto3.session.Session().region_name or 'us-east-1'
print(json.dumps(boto3.client('sts', region_name=region, config=patience).get_caller_identity()))
`;

const callerSchema = z.object({ Account: z.string(), Arn: z.string() });

/**
 * Asks AWS whose credentials these are: the one network call of doctor. `env` is the child's whole environment. What went
 * wrong otherwise, in one line without the credentials' values. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function callerOf(python: string, env: Record<string, string>): Promise<{ account: string; arn: string } | { why: string }> {
  const { code, stdout, stderr } = await runProcess({ command: python, args: ['-I', '-c', QUESTION], cwd: '/', env });
  if (code !== 0) return { why: lastLine(hide(stderr, credentialsIn(env))) || 'no answer' };
  const { Account, Arn } = callerSchema.parse(JSON.parse(stdout.toString('utf8')));
  return { account: Account, arn: Arn };
}
