# All defaults: what differs from one shows like what differs from the configuration.
resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_sqs_queue" "work" {
  name                              = "${local.n}work"
  delay_seconds                     = 5
  kms_data_key_reuse_period_seconds = 120
  kms_master_key_id                 = aws_kms_key.main.arn
  max_message_size                  = 2048
  message_retention_seconds         = 120
  receive_wait_time_seconds         = 20
  redrive_policy                    = jsonencode({ maxReceiveCount = 3, deadLetterTargetArn = aws_sqs_queue.dead.arn })
  visibility_timeout_seconds        = 60
  tags                              = { Name = "work" }
}

resource "aws_sqs_queue" "ordered" {
  name                        = var.other ? "unordered" : "ordered.fifo"
  fifo_queue                  = !var.other
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"
  sqs_managed_sse_enabled     = true
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work.url
  policy    = local.allow
}

resource "aws_sqs_queue_redrive_allow_policy" "work" {
  queue_url            = aws_sqs_queue.work.url
  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.dead.arn] })
}

resource "aws_sns_topic" "news" {
  name              = "${local.n}news"
  display_name      = "News"
  kms_master_key_id = aws_kms_key.main.arn
  delivery_policy   = jsonencode({ http = { defaultHealthyRetryPolicy = { minDelayTarget = 20, maxDelayTarget = 20, numRetries = 3, numMaxDelayRetries = 0, numNoDelayRetries = 0, numMinDelayRetries = 0, backoffFunction = "linear" } } })
  tags              = { Name = "news" }
}

resource "aws_sns_topic" "ordered" {
  name                        = var.other ? "unordered" : "ordered.fifo"
  fifo_topic                  = !var.other
  content_based_deduplication = true
}

resource "aws_sns_topic_policy" "news" {
  arn    = aws_sns_topic.news.arn
  policy = local.allow
}

resource "aws_iam_role" "deliver" {
  name               = "deliver"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_sns_topic_subscription" "work" {
  topic_arn             = aws_sns_topic.news.arn
  protocol              = var.other ? "email" : "sqs"
  endpoint              = var.other ? "a@example.com" : aws_sqs_queue.work.arn
  delivery_policy       = jsonencode({ healthyRetryPolicy = { minDelayTarget = 20, maxDelayTarget = 20, numRetries = 3 } })
  filter_policy         = jsonencode({ kind = ["urgent"] })
  filter_policy_scope   = "MessageAttributes"
  raw_message_delivery  = true
  redrive_policy        = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
  subscription_role_arn = aws_iam_role.deliver.arn
}
