import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequest } from '../../src/change/request.ts';
import { parseAttestations } from '../../src/claims/attestations.ts';
import { sectionsOf } from '../../src/documents/sections.ts';
import { COMPONENTS, DOCUMENTS, platformConfig, platformDocument, PLATFORM_FOLDER, runApp, type DocumentName, type Values } from './synthesized.ts';

const read = (...path: string[]): string => readFileSync(join(PLATFORM_FOLDER, ...path), 'utf8');
const { document: architecture } = platformDocument('infrastructure-architecture');
const { stacks, dependencies } = runApp('test');
const resources = (component: string): [type: string, values: Values][] =>
  Object.entries(stacks[component]?.resource ?? {}).flatMap(([type, byName]) => Object.values(byName).map((values): [string, Values] => [type, values]));

/**
 * The sections of the BMAD template for infrastructure architectures (infrastructure-architecture-template-v2) and what each
 * asks for, compared with it by hand. Its one section that repeats stands here once for each environment.
 */
const TEMPLATE: Record<string, string[]> = {
  'Infrastructure Overview': ['Cloud Provider(s)', 'Core Services & Resources', 'Regional Architecture', 'Multi-environment Strategy'],
  'Infrastructure as Code (IaC)': ['Tools & Frameworks', 'Repository Structure', 'State Management', 'Dependency Management'],
  'Environment Configuration': ['Environment Promotion Strategy', 'Configuration Management', 'Secret Management', 'Feature Flag Integration'],
  'Test Environment': ['Purpose', 'Resources', 'Access Control', 'Data Classification'],
  'Production Environment': ['Purpose', 'Resources', 'Access Control', 'Data Classification'],
  'Environment Transition Strategy': [
    'Development to Production Pipeline', 'Deployment Stages and Gates', 'Approval Workflows and Authorities',
    'Rollback Procedures', 'Change Cadence and Release Windows', 'Environment-Specific Configuration Management',
  ],
  'Network Architecture': ['VPC/VNET Design', 'Subnet Strategy', 'Security Groups & NACLs', 'Load Balancers & API Gateways', 'Service Mesh (if applicable)'],
  'Service Mesh Architecture': ['Mesh Technology', 'Traffic Management', 'Security Policies', 'Observability Integration'],
  'Compute Resources': ['Container Strategy', 'Serverless Architecture', 'VM/Instance Configuration', 'Auto-scaling Approach'],
  'Kubernetes Architecture': ['Cluster Configuration', 'Node Groups', 'Networking', 'Storage Classes', 'Security Policies'],
  'Data Resources': ['Database Deployment Strategy', 'Backup & Recovery', 'Replication & Failover', 'Data Migration Strategy'],
  'Security Architecture': ['IAM & Authentication', 'Network Security', 'Data Encryption', 'Compliance Controls', 'Security Scanning & Monitoring'],
  'Shared Responsibility Model': [
    'Cloud Provider Responsibilities', 'Platform Team Responsibilities', 'Development Team Responsibilities',
    'Security Team Responsibilities', 'Operational Monitoring Ownership', 'Incident Response Accountability Matrix',
  ],
  'Monitoring & Observability': ['Metrics Collection', 'Logging Strategy', 'Tracing Implementation', 'Alerting & Incident Response', 'Dashboards & Visualization'],
  'CI/CD Pipeline': ['Pipeline Architecture', 'Build Process', 'Deployment Strategy', 'Rollback Procedures', 'Approval Gates'],
  'Progressive Deployment Strategy': ['Canary Deployment', 'Blue-Green Deployment', 'Feature Flags', 'Traffic Splitting'],
  'Disaster Recovery': ['Backup Strategy', 'Recovery Procedures', 'RTO & RPO Targets', 'DR Testing Approach'],
  'Cost Optimization': ['Resource Sizing Strategy', 'Reserved Instances/Commitments', 'Cost Monitoring & Reporting', 'Optimization Recommendations'],
  'BMad Integration Architecture': [],
  'Development Agent Support': [
    'Container platform for development environments', 'GitOps workflows for application deployment',
    'Service mesh integration for development testing', 'Developer self-service platform capabilities',
  ],
  'Product & Architecture Alignment': [
    'Infrastructure implementing PRD scalability requirements', 'Deployment automation supporting product iteration speed',
    'Service reliability meeting product SLAs', 'Architecture patterns properly implemented in infrastructure',
  ],
  'Cross-Agent Integration Points': [
    'CI/CD pipelines supporting Frontend, Backend, and Full Stack development workflows', 'Monitoring and observability data accessible to QA and DevOps agents',
    "Infrastructure enabling Design Architect's UI/UX performance requirements", "Platform supporting Analyst's data collection and analysis needs",
  ],
  'DevOps/Platform Feasibility Review': [],
  'Feasibility Assessment Results': ['Green Light Items', 'Yellow Light Items', 'Red Light Items', 'Mitigation Strategies'],
  'Infrastructure Verification': [],
  'Validation Framework': [],
  'Validation Process': [],
  'Implementation Handoff': [],
  'Architecture Decision Records (ADRs)': [],
  'Implementation Validation Criteria': [
    'Infrastructure as Code quality gates', 'Security compliance checkpoints', 'Performance benchmarks', 'Cost targets', 'Operational readiness criteria',
  ],
  'Knowledge Transfer Requirements': [
    'Technical documentation for operations team', 'Runbook creation requirements', 'Training needs for platform team', 'Handoff meeting agenda items',
  ],
  'Infrastructure Evolution': [
    'Technical Debt Inventory', 'Planned Upgrades and Migrations', 'Deprecation Schedule', 'Technology Roadmap', 'Capacity Planning', 'Scalability Considerations',
  ],
  'Integration with Application Architecture': [
    'Service-to-Infrastructure Mapping', 'Application Dependency Matrix', 'Performance Requirements Implementation',
    'Security Requirements Implementation', 'Data Flow to Infrastructure Correlation', 'API Gateway and Service Mesh Integration',
  ],
  'Cross-Team Collaboration': [
    'Platform Engineer and Developer Touchpoints', 'Frontend/Backend Integration Requirements', 'Product Requirements to Infrastructure Mapping',
    'Architecture Decision Impact Analysis', 'Design Architect UI/UX Infrastructure Requirements', 'Analyst Research Integration',
  ],
  'Infrastructure Change Management': ['Change Request Process', 'Risk Assessment', 'Testing Strategy', 'Validation Procedures'],
};

describe('the architecture document', () => {
  const body = read('docs', 'infrastructure-architecture.md').split('\n---\n').slice(1).join('\n---\n');
  const sections = new Map(sectionsOf(body, 1).map(({ title, text }) => [title, text]));

  it('has the sections of the template, in its order, and no others but its title', () => {
    expect([...sections.keys()]).toEqual(['', 'Reference platform: infrastructure architecture', ...Object.keys(TEMPLATE)]);
  });

  it.each(Object.entries(TEMPLATE))('answers in “%s” each thing that the template asks for', (title, items) => {
    const text = sections.get(title) ?? '';
    expect(text.trim().length).toBeGreaterThan(40);
    expect([...text.matchAll(/^- \*\*(.+?):\*\* (.{8,})/gm)].map(([, item]) => item)).toEqual(items);
  });

  it.each(['Network Architecture', 'Data Resources', 'CI/CD Pipeline'])('draws “%s”', (title) => {
    expect(body.split(`## ${title}\n`)[1]?.split('\n## ')[0]).toMatch(/```mermaid\ngraph (TB|LR)\n[\s\S]+?\n```/);
  });

  it('ends with its version, its date and its next review', () => {
    expect(body.trimEnd().split('\n').at(-1)).toMatch(/^_Document version \d+\. Last updated \d{4}-\d\d-\d\d\. Next review .+_$/);
  });

  it('has the six components, each with the dependencies, owner and class of data of its stack', () => {
    expect(Object.keys(architecture.components)).toEqual(COMPONENTS);
    for (const [name, { dependsOn, owner, dataClass }] of Object.entries(architecture.components)) {
      expect([name, [...dependsOn].sort()]).toEqual([name, [...(dependencies[name] ?? [])].sort()]);
      const tags = resources(name).map(([, values]) => values['tags'] as Record<string, string> | undefined).filter((each) => each !== undefined);
      expect(tags.length).toBeGreaterThan(0);
      for (const { Owner, DataClassification } of tags) expect([name, Owner, DataClassification]).toEqual([name, owner, dataClass]);
    }
  });

  it('says of the components what README.md says', () => {
    const rows = [...read('README.md').matchAll(/^\| `(\w+)` \| .+ \| ([\w-]+) \| (.+) \|$/gm)].map(([, name = '', owner, needs = '']) => [name, owner, needs]);
    const all = Object.entries(architecture.components).map(([name, { owner, dependsOn }]) => [name, owner, dependsOn.length === 0 ? '–' : dependsOn.length === COMPONENTS.length - 1 ? 'all others' : dependsOn.join(', ')]);
    expect(rows).toEqual(all);
  });

  it('has no requirement that nothing shows: a rule, a check of cutover.yaml, or an attestation', () => {
    const attested = parseAttestations(read('attestations.yaml'), 'attestations.yaml').map(({ claim }) => claim);
    const checked = Object.keys(platformConfig().requirements);
    const shown = architecture.requirements.map(({ id, rule }) => [id, [rule === undefined ? '' : 'rule', checked.includes(id) ? 'check' : '', attested.includes(id) ? 'attestation' : ''].filter((way) => way !== '')]);
    expect(Object.fromEntries(shown)).toEqual({
      ...Object.fromEntries(['REQ-1', 'REQ-2', 'REQ-3', 'REQ-4', 'REQ-10'].map((id) => [id, ['check']])),
      ...Object.fromEntries(['REQ-5', 'REQ-6', 'REQ-7'].map((id) => [id, ['rule']])),
      ...Object.fromEntries(['REQ-8', 'REQ-9'].map((id) => [id, ['attestation']])),
    });
  });

  it('has a target of every kind', () => {
    expect([...new Set(architecture.requirements.flatMap(({ target }) => target?.kind ?? []))].sort()).toEqual(['availability', 'latency', 'rpo', 'rto', 'throughput']);
  });

  it('has the requirements that the change request serves', () => {
    const ids = architecture.requirements.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(parseRequest(read('changes', 'CR-0001.md'), 'changes/CR-0001.md').requirements));
  });
});

describe('the technology stack', () => {
  it('lists exactly the resource types that the stacks use', () => {
    const listed = Object.values(platformDocument('technology-stack').document.services).flatMap(({ types }) => types);
    expect([...listed].sort()).toEqual([...new Set(COMPONENTS.flatMap((component) => resources(component).map(([type]) => type)))].sort());
  });
});

describe('the four documents', () => {
  it('give every demand an id of its own, also beside the checklist', () => {
    const demands = (Object.keys(DOCUMENTS) as DocumentName[]).flatMap((name) => platformDocument(name).statements.map(({ id }) => id));
    const items = [...read('infrastructure-checklist.md').matchAll(/<!-- id: (\S+) -->/g)].map(([, id]) => id);
    expect(items.length).toBeGreaterThan(50);
    expect([...demands, ...items].sort()).toEqual([...new Set([...demands, ...items])].sort());
  });

  it('are described in the project structure, with every file that lies beside them', () => {
    const structure = read('docs', 'project-structure.md');
    for (const file of ['main.ts', 'platform.ts', 'component-stack.ts', 'settings.ts', 'policy.ts', 'stacks/', 'checks/', 'docs/', 'changes/', 'cutover.yaml', 'infrastructure-checklist.md', 'waivers.yaml', 'attestations.yaml']) {
      expect(structure).toContain(`\n${file} `);
    }
  });
});
