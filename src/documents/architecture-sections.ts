/**
 * The headings that the body of an architecture document has, each with text of its own: those of the BMAD template for
 * infrastructure architectures, version 2.0 (https://github.com/bmad-code-org/BMAD-METHOD), with its one repeated heading written
 * out for the two environments. The order and the level of the headings are the author's.
 */
export const ARCHITECTURE_SECTIONS = [
  'Infrastructure Overview',
  'Infrastructure as Code (IaC)',
  'Environment Configuration',
  'Test Environment',
  'Production Environment',
  'Environment Transition Strategy',
  'Network Architecture',
  'Service Mesh Architecture',
  'Compute Resources',
  'Kubernetes Architecture',
  'Data Resources',
  'Security Architecture',
  'Shared Responsibility Model',
  'Monitoring & Observability',
  'CI/CD Pipeline',
  'Progressive Deployment Strategy',
  'Disaster Recovery',
  'Cost Optimization',
  'BMad Integration Architecture',
  'Development Agent Support',
  'Product & Architecture Alignment',
  'Cross-Agent Integration Points',
  'DevOps/Platform Feasibility Review',
  'Feasibility Assessment Results',
  'Infrastructure Verification',
  'Validation Framework',
  'Validation Process',
  'Implementation Handoff',
  'Architecture Decision Records (ADRs)',
  'Implementation Validation Criteria',
  'Knowledge Transfer Requirements',
  'Infrastructure Evolution',
  'Integration with Application Architecture',
  'Cross-Team Collaboration',
  'Infrastructure Change Management',
] as const;

/** Headings whose text may stand in the sections under them, as in the template. */
export const MADE_OF_PARTS: ReadonlySet<string> = new Set<(typeof ARCHITECTURE_SECTIONS)[number]>([
  'BMad Integration Architecture',
  'DevOps/Platform Feasibility Review',
  'Infrastructure Verification',
  'Implementation Handoff',
]);
