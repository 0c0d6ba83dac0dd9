# Each of these is refused, by name. The types are the sandbox's, the arguments are the real provider's.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_s3_bucket" "argument" {
  bucket = "x"
  acl    = "private"
}

resource "aws_s3_bucket_lifecycle_configuration" "nested" {
  bucket = "x"
  rule {
    id     = "x"
    status = "Enabled"
    noncurrent_version_expiration {
      noncurrent_days           = 3
      newer_noncurrent_versions = 3
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "deeper" {
  bucket = "x"
  rule {
    id     = "x"
    status = "Enabled"
    filter {
      and {
        object_size_greater_than = 5
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "in_a_set" {
  alarm_name          = "x"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_query {
    id         = "x"
    account_id = "111111111111"
  }
}

resource "aws_dynamodb_table" "block" {
  name     = "x"
  hash_key = "x"
  replica {
    region_name = "eu-west-2"
  }
}

resource "aws_sqs_queue" "decided_by_aws" {
  name = "x"
  url  = "http://example.com"
}

resource "aws_kms_key" "tags_of_all" {
  tags_all = { a = "b" }
}
