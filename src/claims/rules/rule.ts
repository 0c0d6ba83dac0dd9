import { validRange } from 'semver';
import { z } from 'zod';
import { componentNameSchema } from '../../components/component-name.ts';
import { environmentNameSchema } from '../../evidence/record.ts';
import { isRegularExpression, REGULAR_EXPRESSION } from '../../regular-expression.ts';

/** `{component}` and `{environment}` stand for the names of what is judged. What a pattern may be: src/regular-expression.ts. */
export const patternSchema = z.string().min(1).refine((text) => isRegularExpression(text.replace(/\{(component|environment)\}/g, 'x')), REGULAR_EXPRESSION);

/** A resource type, or a beginning of one: `aws_s3_bucket`, `aws_s3_*`. */
export const typePatternSchema = z.string().regex(/^[a-z][a-z0-9_]*\*?$/, 'a resource type such as aws_s3_bucket, or a beginning such as aws_s3_*');

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/**
 * What the values at one path must be. The path goes through blocks and lists (`rule.filter.prefix`): every value it leads to
 * must fit, each block of a list by itself. Where a block has no such value, only what forbids values fits: `absent`, `noneOf`,
 * `notMatches`, `notWritten`.
 */
export const conditionSchema = z
  .strictObject({
    attribute: z.string().regex(/^[a-zA-Z_][\w-]*(\.[a-zA-Z_][\w-]*)*$/, 'a path such as versioning_configuration.status'),
    equals: scalarSchema.optional(),
    oneOf: z.array(scalarSchema).min(1).optional(),
    noneOf: z.array(scalarSchema).min(1).optional(),
    matches: patternSchema.optional(),
    notMatches: patternSchema.optional(),
    /**
     * No text that stands there matches: the planned value when it is known, else what is written, where a reference counts by
     * its own text and nothing written is nothing to match. For values that others decide later, the ARN of another
     * component's key: unlike `notMatches` it can be told before they have.
     */
    notWritten: patternSchema.optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    /** There is a value, and it is not empty. One plain reference counts: what it will be is not known, that it is set is. An expression does not. */
    present: z.literal(true).optional(),
    absent: z.literal(true).optional(),
    /** The value is a policy document (JSON) with a statement that denies this action to everyone under this condition. */
    denies: z
      .strictObject({
        action: z.string().min(1),
        when: z.record(z.string(), z.record(z.string(), z.string())),
        /** How many different resources the statement names at least: a bucket and its objects are two. */
        resources: z.number().int().positive().default(1),
      })
      .optional(),
  })
  .refine((condition) => Object.keys(condition).length === 2, { error: 'exactly one of equals, oneOf, noneOf, matches, notMatches, notWritten, atLeast, atMost, present, absent, denies' });
export type Condition = z.infer<typeof conditionSchema>;

/** Which part of the change a rule judges; without it, all of it. */
const scope = {
  components: z.array(componentNameSchema).min(1).optional(),
  environments: z.array(environmentNameSchema).min(1).optional(),
};

const types = z.array(typePatternSchema).min(1);
const conditions = z.array(conditionSchema).min(1);

/** Every resource of these types (that fits `where`) has these values. */
const attributesSchema = z.strictObject({ kind: z.literal('attributes'), ...scope, types, where: conditions.optional(), must: conditions });

/**
 * Every resource of these types has a resource of another type beside it that refers to it. All that do have these values:
 * of two policies of one bucket the last one applied wins, so one that is right does not make up for one that is not.
 */
const companionSchema = z.strictObject({
  kind: z.literal('companion'),
  ...scope,
  types,
  where: conditions.optional(),
  /** Type of the companion. */
  companion: typePatternSchema,
  /** Attribute of the companion that refers to the resource. */
  by: z.string().min(1),
  /** Which companions count: for types of which a resource may have several for different ends, an alarm on each metric. */
  which: conditions.optional(),
  must: conditions.optional(),
});

/** Which resource types there may be. */
const typesSchema = z
  .strictObject({ kind: z.literal('types'), ...scope, allowed: types.optional(), forbidden: types.optional() })
  .refine(({ allowed, forbidden }) => (allowed === undefined) !== (forbidden === undefined), { error: 'exactly one of allowed and forbidden' });

/** Every resource that can be tagged has these tags, its own or the provider's default ones. */
const tagsSchema = z.strictObject({ kind: z.literal('tags'), ...scope, required: z.record(z.string().min(1), patternSchema) });

/** Every configuration of a provider has these values: the region, the account. */
const providerSchema = z.strictObject({ kind: z.literal('provider'), ...scope, provider: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a provider name such as aws'), must: conditions });

/** The engine (`terraform`, `tofu`) or a provider (`hashicorp/aws`). */
export const technologySchema = z.string().regex(/^(terraform|tofu|[a-z0-9-]+\/[a-z0-9-]+)$/, 'terraform, tofu, or a provider such as hashicorp/aws');

/** A range of versions as npm writes them (https://github.com/npm/node-semver#ranges). */
export const versionRangeSchema = z.string().min(1).max(200).refine((range) => validRange(range) !== null, 'a range of versions such as >=1.10 <2');

/**
 * Which versions there may be of the engine or of a provider (`of`, `range`), or which engines and providers there may be at all
 * (`only`; what is built into the engine needs no entry, and a list that names no engine says nothing about it).
 */
const versionSchema = z
  .strictObject({ kind: z.literal('version'), ...scope, of: technologySchema.optional(), range: versionRangeSchema.optional(), only: z.array(technologySchema).min(1).optional() })
  .refine(({ of, range, only }) => (only === undefined ? of !== undefined && range !== undefined : of === undefined && range === undefined), { error: 'either of with range, or only' });

/** Which files the repository has and has not; patterns with `*`, `**` and `?`. */
const filesSchema = z
  .strictObject({ kind: z.literal('files'), required: z.array(z.string().min(1)).min(1).optional(), forbidden: z.array(z.string().min(1)).min(1).optional() })
  .refine(({ required, forbidden }) => required !== undefined || forbidden !== undefined, { error: 'required or forbidden' });

/** The components and their dependencies are these and no others. */
const componentsSchema = z.strictObject({ kind: z.literal('components'), dependsOn: z.record(componentNameSchema, z.array(componentNameSchema)) });

const SINGLE = [attributesSchema, companionSchema, typesSchema, tagsSchema, providerSchema, versionSchema, filesSchema, componentsSchema] as const;

/** One demand that takes several rules to say: all of them hold. Their violations are its violations. */
const allSchema = z.strictObject({ kind: z.literal('all'), rules: z.array(z.discriminatedUnion('kind', SINGLE)).min(2) });

export const ruleSchema = z.discriminatedUnion('kind', [...SINGLE, allSchema]);
export type Rule = z.infer<typeof ruleSchema>;
export type RuleKind = Rule['kind'];
export type RuleOf<K extends RuleKind> = Extract<Rule, { kind: K }>;

/**
 * What a rule says about components one by one, which plans can tell: without its parts about the files or the graph of the
 * project; undefined when nothing is left.
 */
export function aboutComponents(rule: Rule): Rule | undefined {
  if (rule.kind !== 'all') return isOfTheWhole(rule) ? undefined : rule;
  const rules = rule.rules.filter((each) => !isOfTheWhole(each));
  return rules.length > 1 ? { ...rule, rules } : rules[0];
}

function isOfTheWhole({ kind }: Rule): boolean {
  return kind === 'files' || kind === 'components';
}
