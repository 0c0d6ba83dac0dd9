import { listed, normalise } from './probe.ts';
import { bringsInOthers } from './probes/catalogue.ts';
import { isMissing, type RecordView } from './record-view.ts';
import type { Evidence, Statement } from './claim.ts';

/** Statements about something that a platform may not have at all. */
export interface Applicability {
  what: string;
  /** Headings (without their number) of sections that are about it alone. */
  sections?: RegExp;
  /** Single statements about it, word for word. */
  texts?: string[];
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

export const APPLICABILITY: readonly Applicability[] = [
  { what: 'container platform', sections: /^(containers?|container platform|kubernetes)\b/i, types: CONTAINERS },
  { what: 'GitOps operator, nor a container platform for one to run on', sections: /^gitops\b/i, types: CONTAINERS },
  { what: 'service mesh, nor a container platform for one to run on', sections: /^service mesh\b/i, types: CONTAINERS },
  { what: 'network peering', texts: ['VNet peering configured correctly'], types: PEERING },
  { what: 'load balancer', texts: ['Load balancing configured properly', 'Load balancer configuration verified'], types: LOAD_BALANCER },
];

/**
 * Says that a statement does not apply, when no component has what it is about; undefined when it applies or cannot be told.
 * The types are those of the applied state, so that modules and loops are counted too.
 */
export function notApplicableBecause(statement: Statement, view: RecordView, rules: readonly Applicability[] = APPLICABILITY): { reason: string; evidence: Evidence[] } | undefined {
  const headings = statement.section.map((heading) => heading.replace(/^[\d.)\s]+/, ''));
  const wording = normalise(statement.statement);
  const rule = rules.find(({ sections, texts }) => headings.some((heading) => sections?.test(heading)) || texts?.some((text) => normalise(text) === wording));
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
