from changes.change import Change

VPC, SUBNET, TABLE, ENDPOINT = 'aws_vpc.main', 'aws_subnet.main', 'aws_route_table.private', 'aws_vpc_endpoint.s3'
DEFAULT, GROUP, FLOW = 'aws_default_security_group.main', 'aws_security_group.work', 'aws_flow_log.vpc'
DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'


def retag(aws, state, _):
    aws.ec2.create_tags(Resources=[state['id']], Tags=[{'Key': 'Name', 'Value': 'else'}])


def switch(call, key, name, on):
    """One of the on/off attributes of a VPC or a subnet."""
    return lambda aws, state, _: getattr(aws.ec2, call)(**{key: state['id'], name: {'Value': on}})


def vpc(ours, theirs):
    return Change(VPC, [ours], switch('modify_vpc_attribute', 'VpcId', theirs, False))


def subnet(ours, theirs, on):
    return Change(SUBNET, [ours], switch('modify_subnet_attribute', 'SubnetId', theirs, on))


def rule(type, name, ours, **change):
    """A rule modified as a whole: what it is, and `change`."""

    def make(aws, state, _):
        now = {
            'IpProtocol': state['ip_protocol'], 'FromPort': -1 if state['from_port'] is None else state['from_port'],
            'ToPort': -1 if state['to_port'] is None else state['to_port'], 'Description': state['description'] or '',
        }
        peers = {
            'CidrIpv4': state['cidr_ipv4'], 'CidrIpv6': state['cidr_ipv6'], 'PrefixListId': state['prefix_list_id'],
            'ReferencedGroupId': state['referenced_security_group_id'],
        }
        asked = {**now, **{key: value for key, value in peers.items() if value}, **change}
        aws.ec2.modify_security_group_rules(GroupId=state['security_group_id'], SecurityGroupRules=[{'SecurityGroupRuleId': state['id'], 'SecurityGroupRule': asked}])

    return Change(f'aws_vpc_security_group_{type}_rule.{name}', ours, make)


def peer(type, name, ours, theirs, find):
    """A rule with another peer, which is looked up."""
    return Change(f'aws_vpc_security_group_{type}_rule.{name}', [ours], lambda aws, state, world: rule(type, name, [ours], **{theirs: find(aws, world)}).make(aws, state, world))


def other_list(aws, _):
    return aws.ec2.describe_prefix_lists(Filters=[{'Name': 'prefix-list-name', 'Values': ['com.amazonaws.eu-west-1.dynamodb']}])['PrefixLists'][0]['PrefixListId']


def rules(type):
    return [
        rule(type, 'v4', ['cidr_ipv4'], CidrIpv4='10.2.0.0/16'),
        rule(type, 'v4', ['description'], Description='else'),
        rule(type, 'v4', ['from_port'], FromPort=442),
        rule(type, 'v4', ['to_port'], ToPort=445),
        rule(type, 'v4', ['ip_protocol'], IpProtocol='udp'),
        Change(f'aws_vpc_security_group_{type}_rule.v4', ['tags'], retag),
        rule(type, 'v6', ['cidr_ipv6'], CidrIpv6='2001:db8:1::/64'),
        rule(type, 'group', ['description'], Description='else'),
        peer(type, 'group', 'referenced_security_group_id', 'ReferencedGroupId', lambda aws, world: world['aws_default_security_group.main']['id']),
        peer(type, 'list', 'prefix_list_id', 'PrefixListId', other_list),
    ]


def open_default(aws, group, _):
    more = {'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}
    aws.ec2.authorize_security_group_ingress(GroupId=group['id'], IpPermissions=[more])


def let_default_out(aws, group, _):
    everything = {'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}], 'UserIdGroupPairs': [{'GroupId': group['id']}]}
    aws.ec2.authorize_security_group_egress(GroupId=group['id'], IpPermissions=[everything])


CHANGES = [
    vpc('enable_dns_hostnames', 'EnableDnsHostnames'),
    vpc('enable_dns_support', 'EnableDnsSupport'),
    vpc('enable_network_address_usage_metrics', 'EnableNetworkAddressUsageMetrics'),
    Change(VPC, ['tags'], retag),
    Change(DEFAULT, ['ingress'], open_default),
    Change(DEFAULT, ['egress'], let_default_out),
    Change(DEFAULT, ['tags'], retag),
    subnet('assign_ipv6_address_on_creation', 'AssignIpv6AddressOnCreation', True),
    subnet('enable_resource_name_dns_a_record_on_launch', 'EnableResourceNameDnsARecordOnLaunch', False),
    subnet('map_public_ip_on_launch', 'MapPublicIpOnLaunch', True),
    Change(SUBNET, ['tags'], retag),
    Change(TABLE, ['tags'], retag),
    Change(ENDPOINT, ['policy'], lambda aws, state, _: aws.ec2.modify_vpc_endpoint(VpcEndpointId=state['id'], PolicyDocument=DENY)),
    Change(ENDPOINT, ['route_table_ids'], lambda aws, state, world: aws.ec2.modify_vpc_endpoint(
        VpcEndpointId=state['id'], AddRouteTableIds=[world['aws_route_table.second']['id']])),
    Change(ENDPOINT, ['tags'], retag),
    Change(GROUP, ['tags'], retag),
    *rules('ingress'),
    *rules('egress'),
    Change(FLOW, ['tags'], retag),
]

RECREATIONS: list[Change] = []
