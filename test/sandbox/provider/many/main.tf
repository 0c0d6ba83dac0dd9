# Enough objects for an apply to be interrupted among them.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_sqs_queue" "one" {
  count = 40
  name  = "one-of-many-${count.index}"
}
