// Run by tests as a program of its own: a whole sandbox run, from up to down, in the environment it is given.
import { sandboxAccess } from '../../sandbox/access.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import { REFERENCE_PROVIDER_VERSION } from '../../sandbox/mirror.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { pythonPath } from './python.ts';
import { TerraformModule } from './run-terraform.ts';

const BODY = `
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "${REFERENCE_PROVIDER_VERSION}"
    }
  }
}
provider "aws" {}
resource "terraform_data" "name" {
  input = "orders"
}
resource "aws_sqs_queue" "orders" {
  name = terraform_data.name.output
}
output "queue" {
  value = aws_sqs_queue.orders.arn
}
`;

const [root = ''] = process.argv.slice(2);
const state = await sandboxUp({ root, python: pythonPath(), lifetime: 'until-exit' });
try {
  const module = new TerraformModule(root, 'orders', sandboxAccess(state).production, BODY);
  await module.init();
  for (const args of [['plan', '-out=plan'], ['apply', 'plan'], ['output']]) {
    const { code, output } = await module.terraform(...args);
    if (code !== 0) throw new Error(output);
    console.log(output);
  }
} finally {
  await sandboxDown({ root });
}
