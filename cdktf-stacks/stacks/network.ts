import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import { policyDocument } from '../policy.ts';
import type { Settings } from '../settings.ts';
import { FlowLogs } from './flow-logs.ts';

const CIDR = '10.20.0.0/16';
/** Two zones: one may fail. */
const SUBNETS = [
  { zone: 'a', cidr: '10.20.0.0/20' },
  { zone: 'b', cidr: '10.20.16.0/20' },
] as const;
const HTTPS = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 } as const;

/**
 * The private network: no way in from the internet and no way out to it. S3 and DynamoDB are reached by gateway endpoints,
 * and only this account's buckets and tables.
 *
 * Owner: network-engineering. Data: flow logs (addresses, ports, byte counts), kept a year. Depends on: encryption.
 * Lost when destroyed: the network of whatever runs in it, and the flow logs.
 */
export class NetworkStack extends ComponentStack {
  readonly flowLogGroupName: string;

  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string }) {
    super(scope, settings, { component: 'network', owner: 'network-engineering', dataClassification: 'internal' });
    const vpc = new Vpc(this, 'vpc', { cidrBlock: CIDR, enableDnsSupport: true, enableDnsHostnames: true });
    // Without rules here AWS's own default stays: everything may talk to everything in the group.
    new DefaultSecurityGroup(this, 'default', { vpcId: vpc.id, ingress: [], egress: [] });
    const routes = new RouteTable(this, 'private', { vpcId: vpc.id });
    const subnets = SUBNETS.map(({ zone, cidr }) => this.#privateSubnet(vpc, routes, zone, cidr));
    const s3 = this.#gatewayEndpoint(vpc, routes, 's3', 's3:*');
    const dynamodb = this.#gatewayEndpoint(vpc, routes, 'dynamodb', 'dynamodb:*');
    const workload = this.#workloadGroup(vpc, { s3, dynamodb });
    const flowLogs = new FlowLogs(this, {
      vpcId: vpc.id,
      keyArn: upstream.keyArn,
      logGroupName: `/${this.prefix}/network/flow-logs`,
      logGroupArn: this.arn('logs', `log-group:/${this.prefix}/network/flow-logs`),
      roleName: `${this.prefix}-flow-logs`,
      account: settings.account,
      anyFlowLogArn: this.arn('ec2', 'vpc-flow-log/*'),
    });
    this.flowLogGroupName = flowLogs.logGroupName;
    this.output('vpc_id', vpc.id, 'The private network');
    this.output('private_subnet_ids', subnets.map((subnet) => subnet.id), 'Subnets for workloads, one a zone');
    this.output('workload_security_group_id', workload.id, 'Security group for workloads: HTTPS among themselves, to S3 and to DynamoDB');
    this.output('default_security_group_id', vpc.defaultSecurityGroupId, 'The default group, closed: use the workload group');
    this.output('flow_log_group_arn', flowLogs.logGroupArn, 'Log group of the flow logs');
  }

  #privateSubnet(vpc: Vpc, routes: RouteTable, zone: string, cidr: string): Subnet {
    const subnet = new Subnet(this, `private_${zone}`, {
      vpcId: vpc.id,
      cidrBlock: cidr,
      availabilityZone: `${this.settings.region}${zone}`,
      mapPublicIpOnLaunch: false,
    });
    new RouteTableAssociation(this, `private_${zone}_routes`, { subnetId: subnet.id, routeTableId: routes.id });
    return subnet;
  }

  #gatewayEndpoint(vpc: Vpc, routes: RouteTable, service: string, action: string): VpcEndpoint {
    return new VpcEndpoint(this, `${service}_endpoint`, {
      vpcId: vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${this.settings.region}.${service}`,
      routeTableIds: [routes.id],
      policy: policyDocument({
        Sid: 'OwnAccountOnly',
        Effect: 'Allow',
        Principal: '*',
        Action: action,
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': this.settings.account, 'aws:ResourceAccount': this.settings.account } },
      }),
    });
  }

  #workloadGroup(vpc: Vpc, endpoints: { s3: VpcEndpoint; dynamodb: VpcEndpoint }): SecurityGroup {
    const group = new SecurityGroup(this, 'workload', {
      name: `${this.prefix}-workload`,
      description: 'Workloads of the platform: HTTPS among themselves, to S3 and to DynamoDB',
      vpcId: vpc.id,
    });
    const securityGroupId = group.id;
    const peers = { securityGroupId, referencedSecurityGroupId: securityGroupId, ...HTTPS };
    new VpcSecurityGroupIngressRule(this, 'from_workload', { ...peers, description: 'HTTPS from workloads' });
    new VpcSecurityGroupEgressRule(this, 'to_workload', { ...peers, description: 'HTTPS to workloads' });
    new VpcSecurityGroupEgressRule(this, 'to_s3', { securityGroupId, prefixListId: endpoints.s3.prefixListId, ...HTTPS, description: 'HTTPS to S3' });
    new VpcSecurityGroupEgressRule(this, 'to_dynamodb', {
      securityGroupId,
      prefixListId: endpoints.dynamodb.prefixListId,
      ...HTTPS,
      description: 'HTTPS to DynamoDB',
    });
    return group;
  }
}
