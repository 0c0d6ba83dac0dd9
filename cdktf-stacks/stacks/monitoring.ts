import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import type { Settings } from '../settings.ts';
import { alarmDefinitions, type Watched } from './alarms.ts';
import { AlarmRoute } from './alarm-route.ts';
import { dashboardBody } from './dashboard.ts';

/**
 * Alarms on the other components, the topic they go to, and one dashboard.
 *
 * Owner: platform-operations. Data: notifications, kept 14 days. Depends on: encryption, network, storage, database, messaging.
 * Lost when destroyed: alarms and their history; nobody is told when something breaks until it is back.
 */
export class MonitoringStack extends ComponentStack {
  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string } & Omit<Watched, 'topicName'>) {
    super(scope, settings, { component: 'monitoring', owner: 'platform-operations', dataClassification: 'internal' });
    const topicName = `${this.prefix}-alarms`;
    const inboxName = `${this.prefix}-alarm-inbox`;
    const topic = new SnsTopic(this, 'alarms', { name: topicName, kmsMasterKeyId: upstream.keyArn });
    const route = new AlarmRoute(this, topic, {
      keyArn: upstream.keyArn,
      topicArn: this.arn('sns', topicName),
      inboxName,
      inboxArn: this.arn('sqs', inboxName),
      anyAlarmArn: this.arn('cloudwatch', `alarm:${this.prefix}-*`),
      account: settings.account,
      email: settings.operationsEmail,
    });
    const alarms = alarmDefinitions({ ...upstream, topicName }).map(
      ({ id, ...alarm }) =>
        new CloudwatchMetricAlarm(this, id, {
          ...alarm,
          alarmName: `${this.prefix}-${id.replaceAll('_', '-')}`,
          treatMissingData: 'notBreaching',
          alarmActions: [topic.arn],
          okActions: [topic.arn],
        }),
    );
    const dashboard = new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: this.prefix,
      dashboardBody: dashboardBody(alarms.map((alarm) => this.arn('cloudwatch', `alarm:${alarm.alarmNameInput ?? ''}`)), upstream, settings.region),
    });
    this.output('topic_arn', topic.arn, 'Topic that every alarm goes to');
    this.output('inbox_queue_url', route.inboxUrl, 'Queue that keeps every notification for 14 days');
    this.output('alarm_names', alarms.map((alarm) => alarm.alarmName), 'All alarms of the platform');
    this.output('dashboard_name', dashboard.dashboardName, 'The dashboard');
    this.output('encryption_key_arn', upstream.keyArn, 'Key that topic and inbox must be encrypted with');
  }
}
