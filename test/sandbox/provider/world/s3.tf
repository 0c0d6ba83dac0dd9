resource "aws_s3_bucket" "main" {
  bucket              = "${local.n}main-bucket"
  object_lock_enabled = var.other
  tags                = { Name = "main" }
}

resource "aws_s3_bucket" "plain" {
  bucket = "plain-bucket"
}

resource "aws_s3_bucket" "rules" {
  count         = 4
  bucket        = "${local.n}rules-${count.index}"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket                  = aws_s3_bucket.main.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "main" {
  bucket = aws_s3_bucket.main.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main.id
  policy = local.allow
}

resource "aws_s3_bucket_lifecycle_configuration" "versions" {
  bucket = aws_s3_bucket.rules[0].id
  rule {
    id     = "versions"
    status = "Enabled"
    filter {
      prefix = "logs/"
    }
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
    noncurrent_version_transition {
      newer_noncurrent_versions = 2
      noncurrent_days           = 30
      storage_class             = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "moves" {
  bucket = aws_s3_bucket.rules[1].id
  rule {
    id     = "days"
    status = "Enabled"
    filter {
      and {
        prefix = "a/"
        tags   = { kind = "temporary", size = "small" }
      }
    }
    expiration {
      days = 365
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "dates" {
  bucket = aws_s3_bucket.rules[2].id
  rule {
    id     = "dates"
    status = "Enabled"
    filter {
      tag {
        key   = "kind"
        value = "temporary"
      }
    }
    expiration {
      date = "2040-01-01T00:00:00Z"
    }
    transition {
      date          = "2039-01-01T00:00:00Z"
      storage_class = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "markers" {
  bucket = aws_s3_bucket.rules[3].id
  rule {
    id     = "markers"
    status = "Disabled"
    prefix = "old/"
    expiration {
      expired_object_delete_marker = true
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
