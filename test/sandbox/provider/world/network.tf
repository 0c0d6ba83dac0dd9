resource "aws_vpc" "main" {
  cidr_block                           = var.other ? "10.9.0.0/16" : "10.1.0.0/16"
  enable_dns_hostnames                 = true
  enable_dns_support                   = true
  enable_network_address_usage_metrics = true
  instance_tenancy                     = var.other ? "dedicated" : "default"
  tags                                 = { Name = "main" }
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
  egress = []
  ingress = [{
    cidr_blocks      = ["10.1.0.0/24"]
    description      = "from the first subnet"
    from_port        = 443
    ipv6_cidr_blocks = []
    prefix_list_ids  = []
    protocol         = "tcp"
    security_groups  = []
    self             = false
    to_port          = 443
  }]
  tags = { Name = "default" }
}

resource "aws_subnet" "main" {
  vpc_id                                      = aws_vpc.main.id
  cidr_block                                  = var.other ? "10.9.1.0/24" : "10.1.1.0/24"
  availability_zone                           = var.other ? "eu-west-1b" : "eu-west-1a"
  assign_ipv6_address_on_creation             = false
  enable_resource_name_dns_a_record_on_launch = true
  map_public_ip_on_launch                     = false
  tags                                        = { Name = "main" }
}

resource "aws_subnet" "watched" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.2.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "private" }
}

resource "aws_route_table" "second" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.main.id
  service_name      = var.other ? "com.amazonaws.eu-west-1.dynamodb" : "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  policy            = local.allow
  tags              = { Name = "s3" }
}

resource "aws_security_group" "work" {
  name        = "${local.n}work"
  description = var.other ? "other" : "Workloads"
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "work" }
}

resource "aws_vpc_security_group_ingress_rule" "v4" {
  security_group_id = aws_security_group.work.id
  cidr_ipv4         = "10.1.0.0/16"
  description       = "first"
  from_port         = 443
  ip_protocol       = "tcp"
  to_port           = 444
  tags              = { Name = "v4" }
}

resource "aws_vpc_security_group_ingress_rule" "v6" {
  security_group_id = aws_security_group.work.id
  cidr_ipv6         = "2001:db8::/64"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_ingress_rule" "group" {
  security_group_id            = aws_security_group.work.id
  referenced_security_group_id = aws_security_group.work.id
  description                  = "among themselves"
  from_port                    = 443
  ip_protocol                  = "tcp"
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "list" {
  security_group_id = aws_security_group.work.id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  from_port         = 443
  ip_protocol       = "tcp"
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "v4" {
  security_group_id = aws_security_group.work.id
  cidr_ipv4         = "10.1.0.0/16"
  description       = "first"
  from_port         = 443
  ip_protocol       = "tcp"
  to_port           = 444
  tags              = { Name = "v4" }
}

resource "aws_vpc_security_group_egress_rule" "v6" {
  security_group_id = aws_security_group.work.id
  cidr_ipv6         = "2001:db8::/64"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "group" {
  security_group_id            = aws_security_group.work.id
  referenced_security_group_id = aws_security_group.work.id
  from_port                    = 443
  ip_protocol                  = "tcp"
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "list" {
  security_group_id = aws_security_group.work.id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  from_port         = 443
  ip_protocol       = "tcp"
  to_port           = 443
}

resource "aws_flow_log" "vpc" {
  vpc_id                   = aws_vpc.main.id
  iam_role_arn             = aws_iam_role.flows.arn
  log_destination          = var.other ? aws_s3_bucket.main.arn : aws_cloudwatch_log_group.flows.arn
  log_destination_type     = var.other ? "s3" : "cloud-watch-logs"
  log_format               = var.other ? "$${version}" : "$${version} $${srcaddr}"
  max_aggregation_interval = var.other ? 600 : 60
  traffic_type             = var.other ? "REJECT" : "ALL"
  tags                     = { Name = "vpc" }
}

resource "aws_flow_log" "subnet" {
  subnet_id            = aws_subnet.watched.id
  log_destination      = aws_s3_bucket.main.arn
  log_destination_type = "s3"
  traffic_type         = "REJECT"
}
