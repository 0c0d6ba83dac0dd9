resource "aws_cloudwatch_metric_alarm" "simple" {
  alarm_name                = "${local.n}simple"
  actions_enabled           = true
  alarm_actions             = [aws_sns_topic.news.arn]
  alarm_description         = "first"
  comparison_operator       = "GreaterThanThreshold"
  evaluation_periods        = 3
  metric_name               = "Errors"
  namespace                 = "Test"
  period                    = 60
  statistic                 = "Sum"
  threshold                 = 0.1
  insufficient_data_actions = [aws_sns_topic.news.arn]
  ok_actions                = [aws_sns_topic.news.arn]
}

resource "aws_cloudwatch_metric_alarm" "detailed" {
  alarm_name                            = "detailed"
  comparison_operator                   = "GreaterThanThreshold"
  evaluate_low_sample_count_percentiles = "ignore"
  evaluation_periods                    = 3
  extended_statistic                    = "p90"
  metric_name                           = "Age"
  namespace                             = "Test"
  period                                = 60
  threshold                             = 5
  treat_missing_data                    = "notBreaching"
  tags                                  = { Name = "detailed" }
}

resource "aws_cloudwatch_metric_alarm" "more" {
  alarm_name          = "more"
  comparison_operator = "GreaterThanThreshold"
  datapoints_to_alarm = 2
  dimensions          = { Queue = "work", Stage = "test" }
  evaluation_periods  = 3
  metric_name         = "Age"
  namespace           = "Test"
  ok_actions          = [aws_sns_topic.news.arn]
  period              = 60
  statistic           = "Sum"
  threshold           = 5
  unit                = "Seconds"
}

resource "aws_cloudwatch_metric_alarm" "band" {
  alarm_name          = "band"
  comparison_operator = "GreaterThanUpperThreshold"
  evaluation_periods  = 2
  threshold_metric_id = "expected"
  metric_query {
    id          = "expected"
    expression  = "ANOMALY_DETECTION_BAND(errors, 2)"
    label       = "Expected"
    return_data = true
  }
  metric_query {
    id          = "errors"
    return_data = true
    metric {
      dimensions  = { Queue = "work" }
      metric_name = "Errors"
      namespace   = "Test"
      period      = 60
      stat        = "Sum"
      unit        = "Count"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "sum" {
  alarm_name          = "sum"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = 1
  metric_query {
    id          = "total"
    expression  = "SUM(METRICS())"
    period      = 60
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      dimensions  = { Queue = "work" }
      metric_name = "Errors"
      namespace   = "Test"
      period      = 60
      stat        = "Sum"
      unit        = "Count"
    }
  }
}

resource "aws_cloudwatch_dashboard" "board" {
  dashboard_name = "${local.n}board"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 3, height = 3, properties = { markdown = "first" } }] })
}

resource "aws_cloudwatch_log_group" "flows" {
  name              = "/${local.n}flows"
  kms_key_id        = aws_kms_key.main.arn
  retention_in_days = 365
  tags              = { Name = "flows" }
}

resource "aws_iam_role" "flows" {
  name                 = "${local.n}flows"
  path                 = var.other ? "/other/" : "/service/"
  description          = "first"
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "vpc-flow-logs.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  max_session_duration = 7200
  permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
  tags                 = { Name = "flows" }
}

resource "aws_iam_role_policy" "flows" {
  name   = "${local.n}write"
  role   = aws_iam_role.flows.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.flows.arn}:*" }] })
}
