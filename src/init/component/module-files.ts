import type { StackDeclaration } from './stack-files.ts';

/** A root module to begin with, and its test for \`terraform test\`: path → text. `folder`: of the module, from the project. */
export function moduleFiles(folder: string, backend: string, { name, purpose, owner }: StackDeclaration): Record<string, string> {
  return {
    [`${folder}/main.tf`]: `# ${purpose}
#
# Owner: ${owner}. Data: none. Depends on: nothing.
# Lost when destroyed: nothing; it keeps no data.

terraform {
  required_version = ">= 1.10"

  # Its settings stand in cutover.yaml, for each environment.
  backend "${backend}" {}
}

variable "environment" {
  description = "Which environment this is: test or production"
  type        = string

  validation {
    condition     = contains(["test", "production"], var.environment)
    error_message = "The environment is test or production."
  }
}

resource "terraform_data" "this" {
  input = {
    component   = "${name}"
    environment = var.environment
  }
}

output "component" {
  description = "Name of this component"
  value       = terraform_data.this.output.component
}
`,
    [`${folder}/main.tftest.hcl`]: `# terraform init -backend=false, then terraform test

run "it_says_where_it_is" {
  command = plan

  variables {
    environment = "test"
  }

  assert {
    condition     = terraform_data.this.input.environment == "test"
    error_message = "It does not say its environment."
  }
}

run "it_knows_two_environments" {
  command = plan

  variables {
    environment = "staging"
  }

  expect_failures = [var.environment]
}
`,
  };
}
