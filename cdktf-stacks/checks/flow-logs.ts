import { DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { check, CheckFailure, clientFor, expectEqual, output } from './world.ts';

/** All traffic of the network is recorded into the platform's log group. Reads only. */
await check(async () => {
  const vpcId = output('vpc_id');
  const logGroupArn = output('flow_log_group_arn');
  const ec2 = new EC2Client(clientFor(logGroupArn));
  const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({ Filter: [{ Name: 'resource-id', Values: [vpcId] }] }));
  const [flowLog] = FlowLogs;
  if (flowLog === undefined) throw new CheckFailure(`${vpcId} has no flow log`);
  expectEqual('state', flowLog.FlowLogStatus, 'ACTIVE');
  expectEqual('traffic', flowLog.TrafficType, 'ALL');
  expectEqual('log group', flowLog.LogGroupName, logGroupArn.split(':log-group:')[1]?.replace(/:\*$/, ''));
  if (flowLog.DeliverLogsStatus === 'FAILED') throw new CheckFailure(`delivery fails: ${flowLog.DeliverLogsErrorMessage ?? 'no reason given'}`);
  return `${vpcId}: all traffic goes to ${flowLog.LogGroupName ?? ''}`;
});
