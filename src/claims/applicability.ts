import { listed, textDigest } from './probe.ts';
import { bringsInOthers } from './probes/catalogue.ts';
import { isMissing, type RecordView } from './record-view.ts';
import type { Evidence, Statement } from './claim.ts';

/** Statements about something that a platform may not have at all. */
export interface Applicability {
  what: string;
  /** Headings (without their number) of sections that are about it alone. */
  sections?: RegExp;
  /** Single statements about it, each by its `textDigest`. */
  digests?: string[];
  /** Resource types that are it, or that it may run on. */
  types: RegExp;
}

const beginningWith = (...beginnings: string[]): RegExp => new RegExp(`^(${beginnings.join('|')})`);

/** Clusters and container services of the large clouds, and everything that is installed into one. */
const CONTAINERS = beginningWith(
  ...['aws_eks', 'aws_ecs', 'aws_ecr', 'aws_apprunner', 'aws_batch', 'aws_appmesh', 'aws_lightsail_container'],
  ...['google_container', 'google_gke', 'google_cloud_run', 'google_artifact_registry', 'digitalocean_kubernetes'],
  ...['azurerm_kubernetes', 'azurerm_container', 'azurerm_red_hat_openshift', 'azurerm_service_fabric'],
  ...['kubernetes_', 'kubectl_', 'helm_', 'docker_', 'podman_', 'rancher', 'nomad_', 'kind_', 'k3d_'],
  ...['argocd_', 'flux_', 'istio_', 'linkerd_', 'consul_'],
);
const PEERING = beginningWith(
  ...['aws_vpc_peering', 'aws_ec2_transit_gateway', 'aws_networkmanager', 'google_compute_network_peering'],
  ...['azurerm_virtual_network_peering', 'azurerm_virtual_hub'],
);
const LOAD_BALANCER = beginningWith(
  ...['aws_lb', 'aws_alb', 'aws_elb', 'aws_globalaccelerator', 'aws_ecs_service'],
  ...['google_compute_forwarding_rule', 'google_compute_global_forwarding_rule', 'google_compute_backend_service', 'google_compute_url_map'],
  ...['azurerm_lb', 'azurerm_application_gateway', 'azurerm_frontdoor', 'azurerm_traffic_manager'],
);

/** What the internet may reach, or what has an address that it may. */
const REACHABLE = beginningWith(
  ...['aws_lb', 'aws_alb', 'aws_elb', 'aws_globalaccelerator', 'aws_api_gateway', 'aws_apigatewayv2', 'aws_cloudfront', 'aws_lambda_function_url', 'aws_internet_gateway', 'aws_egress_only_internet_gateway', 'aws_nat_gateway', 'aws_eip'],
  ...['aws_s3_bucket_website', 'aws_instance', 'aws_launch_', 'aws_ecs', 'aws_eks', 'aws_apprunner', 'aws_lightsail', 'aws_amplify', 'aws_appsync', 'aws_elastic_beanstalk', 'aws_transfer', 'aws_mq', 'aws_opensearch', 'aws_db_instance', 'aws_rds', 'aws_redshift'],
  ...['google_', 'azurerm_', 'cloudflare_', 'digitalocean_', 'kubernetes_', 'helm_'],
);
/** Where code runs. */
const COMPUTE = beginningWith(
  ...['aws_instance', 'aws_launch_', 'aws_autoscaling', 'aws_lambda', 'aws_ecs', 'aws_eks', 'aws_batch', 'aws_apprunner', 'aws_lightsail', 'aws_elastic_beanstalk', 'aws_sfn', 'aws_glue', 'aws_emr', 'aws_sagemaker', 'aws_codebuild', 'aws_amplify', 'aws_appsync', 'aws_spot'],
  ...['google_', 'azurerm_', 'digitalocean_', 'kubernetes_', 'helm_', 'docker_', 'nomad_'],
);

export const APPLICABILITY: readonly Applicability[] = [
  { what: 'container platform', sections: /^(containers?|container platform|kubernetes)\b/i, types: CONTAINERS },
  { what: 'GitOps operator, nor a container platform for one to run on', sections: /^gitops\b/i, types: CONTAINERS },
  { what: 'service mesh, nor a container platform for one to run on', sections: /^service mesh\b/i, types: CONTAINERS },
  { what: 'network peering', digests: ['ee6246b6d081e30b6bf3b0eda1ac276c05538db0506f4d263ca02f78db43d194', '8cb9748b7e4f437ac8ddebd250e08fb91e0a6f811b2e0196721cca182b6db7f3'], types: PEERING },
  { what: 'load balancer', digests: ['0b0cc7e08d55151190390b5004cfc9f75f7b83ea44b62d5ffde61f276636c5aa', '458996521e326b75884c8a5684228bfa53efe5d8de9dc81deef323c4e942a389'], types: LOAD_BALANCER },
  // Section 1.3, 3; 9.3, 5; 6.3, 2; 8.3, 5 of the same list: what the internet reaches, or traffic that could be split.
  { what: 'service that the internet reaches', digests: ['6364bc4425e1806684a12853b7e22181d24212d44ccb34e9b5b1d02528599ac4', '331c90936382579cbfd54355b8319fdf5202766fc865b8f137fad9b9b0a5164d', '6ac30bfb59042cd8249c032b480f1e8ef6111fa8f30db25ea2b21b3dfdd9cd64', '9787f21347f54309c1bcbad7237613cb760f9006224727bd9b02578e8e092e9f'], types: REACHABLE },
  // 5.1, 4; 3.2, 3; 6.3, 5: code that runs and calls other code.
  { what: 'place where code of its own runs', digests: ['5df980eeafbb173294f53bdf6d3f58141e39dbf3cd819df536b8056272845136', 'c8beeb81846f5e90bb91b7d18fe93d0d99a597fc5538fa44f677d301de79ae2a', '24e0172f4f80c2d8e2cb4df796eb9d02b0f37809e7e6221882b174d48dc94241'], types: COMPUTE },
];

/**
 * Says that a statement does not apply, when no component has what it is about; undefined when it applies or cannot be told.
 * The types are those of the applied state, so that modules and loops are counted too.
 */
export function notApplicableBecause(statement: Statement, view: RecordView, rules: readonly Applicability[] = APPLICABILITY): { reason: string; evidence: Evidence[] } | undefined {
  const headings = statement.section.map((heading) => heading.replace(/^[\d.)\s]+/, ''));
  const wording = textDigest(statement.statement);
  const rule = rules.find(({ sections, digests }) => headings.some((heading) => sections?.test(heading)) || digests?.includes(wording));
  if (rule === undefined) return undefined;
  const applied = view.applied('test');
  if (isMissing(applied)) return undefined;
  const types = applied.map(({ record, facts }) => ({ record, types: [...new Set(facts.resources.map(({ type }) => type))].sort() }));
  if (types.some((entry) => entry.types.some((type) => rule.types.test(type) || bringsInOthers(type)))) return undefined;
  return {
    reason: `no component has a ${rule.what}`,
    evidence: types.map((entry) => ({ record: entry.record, says: `its resource types: ${listed(entry.types, 20) || 'none'}` })),
  };
}
