resource "aws_dynamodb_table" "on_demand" {
  name                        = "${local.n}on-demand"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = var.other ? "sk" : "pk"
  range_key                   = var.other ? "pk" : "sk"
  deletion_protection_enabled = false
  tags                        = { Name = "on-demand" }
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 20
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.main.arn
  }
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }
}

resource "aws_dynamodb_table" "indexed" {
  name             = "indexed"
  billing_mode     = "PROVISIONED"
  read_capacity    = 3
  write_capacity   = 4
  hash_key         = "pk"
  range_key        = "sk"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  attribute {
    name = "third"
    type = "N"
  }
  local_secondary_index {
    name               = var.other ? "by-other" : "by-third"
    range_key          = "third"
    projection_type    = "INCLUDE"
    non_key_attributes = ["one"]
  }
  # Off is the same as absent.
  point_in_time_recovery {
    enabled = false
  }
  server_side_encryption {
    enabled = false
  }
  ttl {
    enabled = false
  }
}

resource "aws_dynamodb_table" "sorted" {
  name           = "sorted"
  read_capacity  = 3
  write_capacity = 4
  hash_key       = "pk"
  range_key      = "sk"
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  attribute {
    name = "third"
    type = "N"
  }
  global_secondary_index {
    name               = "by-sort-key"
    hash_key           = "sk"
    range_key          = "pk"
    projection_type    = "INCLUDE"
    non_key_attributes = ["one", "two"]
    read_capacity      = 1
    write_capacity     = 2
  }
  global_secondary_index {
    name            = "by-third"
    hash_key        = "third"
    projection_type = "ALL"
    read_capacity   = 1
    write_capacity  = 1
  }
}
