import { OWN_CHECKS, type Finding } from './finding.ts';

/**
 * Which checks mean the same thing of the same resource: one defect a row, in the words of checkov, tfsec and trivy. A check stands in one
 * row only. Two that are merely alike stand in two: a waiver for one word of a defect covers all of its words, and one for an open port 22
 * must not cover what tfsec says of every port.
 */
export const SAME_DEFECTS: readonly Readonly<Record<'checkov' | 'tfsec' | 'trivy', readonly string[]>>[] = [
  { checkov: ['CKV_AWS_18'], tfsec: ['aws-s3-enable-bucket-logging'], trivy: ['AWS-0089'] },
  { checkov: ['CKV_AWS_19'], tfsec: ['aws-s3-enable-bucket-encryption'], trivy: ['AWS-0088'] },
  { checkov: ['CKV_AWS_145'], tfsec: ['aws-s3-encryption-customer-key'], trivy: ['AWS-0132'] },
  { checkov: ['CKV_AWS_21'], tfsec: ['aws-s3-enable-versioning'], trivy: ['AWS-0090'] },
  { checkov: ['CKV_AWS_53'], tfsec: ['aws-s3-block-public-acls'], trivy: ['AWS-0086'] },
  { checkov: ['CKV_AWS_54'], tfsec: ['aws-s3-block-public-policy'], trivy: ['AWS-0087'] },
  { checkov: ['CKV_AWS_55'], tfsec: ['aws-s3-ignore-public-acls'], trivy: ['AWS-0091'] },
  { checkov: ['CKV_AWS_56'], tfsec: ['aws-s3-no-public-buckets'], trivy: ['AWS-0093'] },
  { checkov: ['CKV2_AWS_6'], tfsec: ['aws-s3-specify-public-access-block'], trivy: ['AWS-0094'] },
  { checkov: ['CKV_AWS_27'], tfsec: ['aws-sqs-enable-queue-encryption'], trivy: ['AWS-0096'] },
  { checkov: ['CKV2_AWS_73'], tfsec: ['aws-sqs-queue-encryption-use-cmk'], trivy: ['AWS-0135'] },
  { checkov: [], tfsec: ['aws-sqs-no-wildcards-in-policy-documents'], trivy: ['AWS-0097'] },
  { checkov: ['CKV_AWS_26'], tfsec: ['aws-sns-enable-topic-encryption'], trivy: ['AWS-0095'] },
  { checkov: ['CKV_AWS_119'], tfsec: ['aws-dynamodb-table-customer-key'], trivy: ['AWS-0025'] },
  { checkov: ['CKV_AWS_28'], tfsec: ['aws-dynamodb-enable-recovery'], trivy: ['AWS-0024'] },
  { checkov: ['CKV_AWS_7'], tfsec: ['aws-kms-auto-rotate-keys'], trivy: ['AWS-0065'] },
  { checkov: ['CKV_AWS_158'], tfsec: ['aws-cloudwatch-log-group-customer-key'], trivy: ['AWS-0017'] },
  { checkov: ['CKV2_AWS_11'], tfsec: ['aws-ec2-require-vpc-flow-logs-for-all-vpcs'], trivy: ['AWS-0178'] },
  { checkov: ['CKV_AWS_130'], tfsec: ['aws-ec2-no-public-ip-subnet'], trivy: ['AWS-0164'] },
  { checkov: [], tfsec: ['aws-ec2-no-public-ingress-sgr'], trivy: ['AWS-0107'] },
  { checkov: [], tfsec: ['aws-ec2-no-public-egress-sgr'], trivy: ['AWS-0104'] },
  { checkov: ['CKV_AWS_79'], tfsec: ['aws-ec2-enforce-http-token-imds'], trivy: ['AWS-0028'] },
  { checkov: ['CKV_AWS_3'], tfsec: ['aws-ebs-enable-volume-encryption', 'aws-ec2-enable-volume-encryption'], trivy: ['AWS-0026'] },
  { checkov: ['CKV_AWS_16'], tfsec: ['aws-rds-encrypt-instance-storage-data'], trivy: ['AWS-0080'] },
  { checkov: ['CKV_AWS_17'], tfsec: ['aws-rds-no-public-db-access'], trivy: ['AWS-0180'] },
  { checkov: ['CKV_AWS_133'], tfsec: ['aws-rds-specify-backup-retention'], trivy: ['AWS-0077'] },
  { checkov: ['CKV_AWS_42'], tfsec: ['aws-efs-enable-at-rest-encryption'], trivy: ['AWS-0037'] },
  { checkov: ['CKV_AWS_50'], tfsec: ['aws-lambda-enable-tracing'], trivy: ['AWS-0066'] },
  { checkov: ['CKV_AWS_364'], tfsec: ['aws-lambda-restrict-source-arn'], trivy: ['AWS-0067'] },
  { checkov: ['CKV_AWS_36'], tfsec: ['aws-cloudtrail-enable-log-validation'], trivy: ['AWS-0016'] },
  { checkov: ['CKV_AWS_35'], tfsec: ['aws-cloudtrail-enable-at-rest-encryption'], trivy: ['AWS-0015'] },
  { checkov: ['CKV_AWS_67'], tfsec: ['aws-cloudtrail-enable-all-regions'], trivy: ['AWS-0014'] },
  { checkov: ['CKV_AWS_58'], tfsec: ['aws-eks-encrypt-secrets'], trivy: ['AWS-0039'] },
  { checkov: ['CKV_AWS_51'], tfsec: ['aws-ecr-enforce-immutable-repository'], trivy: ['AWS-0031'] },
  { checkov: ['CKV_AWS_34'], tfsec: ['aws-cloudfront-enforce-https'], trivy: ['AWS-0012'] },
  { checkov: ['CKV_AWS_68'], tfsec: ['aws-cloudfront-enable-waf'], trivy: ['AWS-0011'] },
  { checkov: ['CKV_AWS_2'], tfsec: ['aws-elb-http-not-used'], trivy: ['AWS-0054'] },
];

const DEFECT_OF = new Map(SAME_DEFECTS.flatMap((row, index) => Object.entries(row).flatMap(([tool, checks]) => checks.map((check) => [`${tool} ${check}`, `defect ${index}`] as const))));

/** The same text for checks that mean the same. A module that nobody has read was not read by any of the tools. */
export function defectOf({ tool, check }: Pick<Finding, 'tool' | 'check'>): string {
  return check === OWN_CHECKS.module ? check : (DEFECT_OF.get(`${tool} ${check}`) ?? `${tool} ${check}`);
}
