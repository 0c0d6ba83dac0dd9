import type { ApprovalPolicy, Risk, StandardTemplate } from './approval-policy.ts';

/** What a request says about how far it goes. */
export interface Scope {
  risk: Risk;
  template?: string | undefined;
  components: 'all' | string[];
  environments: StandardTemplate['environments'];
}

/** Why a standard request is not what its template pre-approves; empty when it is. */
export function reasonsAgainstTemplate({ template: name, components, environments }: Scope, templates: ApprovalPolicy['templates']): string[] {
  const template = templateNamed(name, templates);
  if (template === undefined) return [`the policy has no template ${name ?? 'for a request without one'} (it has ${Object.keys(templates).join(', ') || 'none'})`];
  if (components === 'all') return [`the request covers all components, and template ${String(name)} only ${template.components.join(', ')}`];
  const beyond = [
    ...components.filter((component) => !template.components.includes(component)),
    ...environments.filter((environment) => !template.environments.includes(environment)),
  ];
  return beyond.map((one) => `the request covers ${one}, and template ${String(name)} does not`);
}

/** The resources whose planned action the template does not pre-approve. */
export function actionsBeyond<T extends { action: string }>(template: StandardTemplate, changing: T[]): T[] {
  return changing.filter(({ action }) => !(template.actions as string[]).includes(action));
}

/** Undefined for a name that the policy does not have; `constructor` is no name that it has. */
export function templateNamed(name: string | undefined, templates: ApprovalPolicy['templates']): StandardTemplate | undefined {
  return name !== undefined && Object.hasOwn(templates, name) ? templates[name] : undefined;
}
