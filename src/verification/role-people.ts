/** The four that the platform has to serve. */
export const ROLES = ['frontend-developer', 'backend-developer', 'product-owner', 'architect'] as const;
export type Role = (typeof ROLES)[number];

/** What BMAD calls them; cutover.yaml may name others. */
export const PEOPLE: Record<Role, string> = { 'frontend-developer': 'Mira', 'backend-developer': 'Enrique', 'product-owner': 'Oli', architect: 'Alphonse' };

/** Those who build on the platform, in a development environment. */
export const DEVELOPERS = ['frontend-developer', 'backend-developer'] as const satisfies Role[];
export type Developer = (typeof DEVELOPERS)[number];

export function isDeveloper(role: Role): role is Developer {
  return DEVELOPERS.some((developer) => developer === role);
}
