import { DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, DescribeSubnetsCommand, DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { check, CheckFailure, clientFor, expectEqual, output, outputList } from './world.ts';

/** Nothing gets in from the internet or out to it, and S3 and DynamoDB are reached inside AWS. Reads only. */
await check(async () => {
  const vpcId = output('vpc_id');
  const ec2 = new EC2Client(clientFor(output('flow_log_group_arn')));
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const fallback = SecurityGroups.find(({ GroupId }) => GroupId === output('default_security_group_id'));
  expectEqual('rules of the default security group', [fallback?.IpPermissions, fallback?.IpPermissionsEgress], [[], []]);
  for (const { GroupId, IpPermissions = [] } of SecurityGroups) {
    const ranges = IpPermissions.flatMap(({ IpRanges = [], Ipv6Ranges = [] }) => [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)]);
    if (ranges.some((range) => range === '0.0.0.0/0' || range === '::/0')) throw new CheckFailure(`security group ${GroupId ?? ''} lets the whole internet in`);
  }
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const outside = RouteTables.flatMap(({ Routes = [] }) => Routes).filter(({ GatewayId, NatGatewayId }) => NatGatewayId !== undefined || GatewayId?.startsWith('igw-') === true);
  expectEqual('routes to the internet', outside.length, 0);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: outputList('private_subnet_ids') }));
  expectEqual('subnets with public addresses', Subnets.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === true).length, 0);
  expectEqual('zones', new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size, 2);
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
  const services = VpcEndpoints.filter(({ State, RouteTableIds }) => State?.toLowerCase() === 'available' && RouteTableIds?.length === 1).map(({ ServiceName }) => ServiceName?.split('.').at(-1));
  expectEqual('gateway endpoints', services.sort(), ['dynamodb', 's3']);
  return `${vpcId}: no way in, no way out, S3 and DynamoDB by gateway`;
});
