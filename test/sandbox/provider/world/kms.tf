resource "aws_kms_key" "main" {
  tags = { Owner = "somebody", Platform = "test" }
}

resource "aws_kms_key" "second" {}

resource "aws_kms_key" "changed" {
  description              = "first"
  enable_key_rotation      = true
  rotation_period_in_days  = 200
  is_enabled               = true
  deletion_window_in_days  = 7
  policy                   = local.allow
  customer_master_key_spec = var.other ? "RSA_2048" : "SYMMETRIC_DEFAULT"
  key_usage                = var.other ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT"
  multi_region             = var.other
}

resource "aws_kms_alias" "changed" {
  name          = "alias/${local.n}changed"
  target_key_id = aws_kms_key.main.key_id
}
