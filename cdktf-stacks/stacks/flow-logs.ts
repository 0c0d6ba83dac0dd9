import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import type { TerraformStack } from 'cdktf';
import { policyDocument, trustPolicy } from '../policy.ts';

export interface FlowLogsProps {
  vpcId: string;
  keyArn: string;
  logGroupName: string;
  logGroupArn: string;
  roleName: string;
  account: string;
  /** Pattern of the flow logs that may use the role. */
  anyFlowLogArn: string;
}

/** All traffic of a VPC, accepted and rejected, into an encrypted log group, by a role that can write there and nowhere else. */
export class FlowLogs {
  readonly logGroupName: string;
  readonly logGroupArn: string;

  constructor(stack: TerraformStack, props: FlowLogsProps) {
    const logGroup = new CloudwatchLogGroup(stack, 'flow_logs', { name: props.logGroupName, kmsKeyId: props.keyArn, retentionInDays: 365 });
    const role = new IamRole(stack, 'flow_logs_role', {
      name: props.roleName,
      description: 'Lets the VPC flow logs service write to the flow log group',
      assumeRolePolicy: trustPolicy('vpc-flow-logs.amazonaws.com', props.account, props.anyFlowLogArn),
    });
    const permission = new IamRolePolicy(stack, 'flow_logs_permission', {
      name: 'write-flow-logs',
      role: role.name,
      policy: policyDocument({
        Sid: 'WriteFlowLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: `${props.logGroupArn}:*`,
      }),
    });
    new FlowLog(stack, 'flow_log', {
      vpcId: props.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      dependsOn: [permission],
    });
    this.logGroupName = logGroup.name;
    this.logGroupArn = logGroup.arn;
  }
}
