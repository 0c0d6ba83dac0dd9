# One object of every type at least, every argument set in one of them. `other` gives another value to each argument that
# AWS cannot change.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.25.0"
    }
  }
}

variable "other" {
  type    = bool
  default = false
}

variable "accounts" {
  type    = list(string)
  default = ["123456789012"]
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = var.accounts
  default_tags {
    tags = { Platform = "test", Owner = "nobody" }
  }
}

data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.me.account_id
  # Another spelling than AWS's answer: the plan must be empty all the same.
  allow = <<-POLICY
    { "Version":   "2012-10-17",
      "Statement": [ { "Resource": "*", "Action": "*", "Principal": "*", "Effect": "Allow" } ] }
  POLICY
  n     = var.other ? "other-" : ""
}

output "world" {
  value = [data.aws_region.here, data.aws_partition.current]
}
