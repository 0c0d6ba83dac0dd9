import { locateTool } from '../../setup/locate.mjs';

/** The tools of the tests, where set-up (`pretest`) found or put them: absolute paths. Each throws when its tool is missing. */
export const terraformPath = (): string => locateTool('terraform', process.env);
export const tofuPath = (): string => locateTool('tofu', process.env);
export const tfsecPath = (): string => locateTool('tfsec', process.env);
export const checkovPath = (): string => locateTool('checkov', process.env);
export const actPath = (): string => locateTool('act', process.env);
export const actionlintPath = (): string => locateTool('actionlint', process.env);
export const zizmorPath = (): string => locateTool('zizmor', process.env);
