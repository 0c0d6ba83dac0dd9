# What differs between engines, if anything does: blocks in blocks, defaults, unknown values, a new identifier on update.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "accounts" {
  type = list(string)
}

variable "moved" {
  type    = bool
  default = false
}

provider "aws" {
  allowed_account_ids = var.accounts
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_route_table" "both" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.both[var.moved ? 1 : 0].id
}

resource "aws_s3_bucket" "main" {
  bucket = "small-world"
  tags   = { Subnet = aws_subnet.main.id }
}

resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = aws_s3_bucket.main.id
  rule {
    id     = "main"
    status = "Enabled"
    filter {
      and {
        prefix = aws_subnet.main.id
        tags   = { kind = "temporary" }
      }
    }
    expiration {
      days = 300
    }
    # How many blocks there will be is not known before the subnet is there.
    dynamic "transition" {
      for_each = aws_subnet.main.id == "" ? [] : [30, 90]
      content {
        days          = transition.value
        storage_class = transition.value == 30 ? "STANDARD_IA" : "GLACIER"
      }
    }
  }
}

output "association" {
  value = aws_route_table_association.main.id
}
