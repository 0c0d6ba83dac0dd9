"""Makes an account as an organization would: from its management account, by way of AWS's own APIs."""
import json
import secrets

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "eu-central-1"
BOOTSTRAP_KEY = "AKIA" + secrets.token_hex(8).upper()  # Stays in this process.
MANAGEMENT_ACCOUNT = "123456789012"  # Where moto puts callers whose key belongs to no account.
ROLE = "cutover-deploy"


def client(service: str, endpoint: str, credentials: dict):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
        aws_session_token=credentials.get("sessionToken"),
        config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def assume(endpoint: str, account: str, role: str) -> dict:
    """Credentials for a role of an account: accessKeyId, secretAccessKey, sessionToken."""
    management = {"accessKeyId": BOOTSTRAP_KEY, "secretAccessKey": "sandbox"}
    arn = f"arn:aws:iam::{account}:role/{role}"
    answer = client("sts", endpoint, management).assume_role(RoleArn=arn, RoleSessionName="cutover", DurationSeconds=43200)
    issued = answer["Credentials"]
    return {"accessKeyId": issued["AccessKeyId"], "secretAccessKey": issued["SecretAccessKey"], "sessionToken": issued["SessionToken"]}


def open_account(endpoint: str, account: str) -> dict:
    """Makes the deploying role in the account and returns credentials for it."""
    iam = client("iam", endpoint, assume(endpoint, account, "OrganizationAccountAccessRole"))
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT_ACCOUNT}:root"}}
    may = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_role(RoleName=ROLE, MaxSessionDuration=43200, AssumeRolePolicyDocument=policy(trust))
    iam.put_role_policy(RoleName=ROLE, PolicyName="everything-in-this-account", PolicyDocument=policy(may))
    return assume(endpoint, account, ROLE)


def policy(statement: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def ensure_state_bucket(endpoint: str, credentials: dict, name: str) -> None:
    """The bucket exists in the account of these credentials: versioned, encrypted, closed to the public. May be repeated."""
    s3 = client("s3", endpoint, credentials)
    try:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=closed)
