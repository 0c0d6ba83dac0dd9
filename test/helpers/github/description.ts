import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { OpenAPIValidator } from 'openapi-backend';
import { complete, unknownFields } from './complete.ts';
import { resolver, type Schema } from './schema.ts';

/** What a request or an answer has that GitHub's description does not: `field` is `query.page`, `body.output.title`, … */
export interface Misfit {
  field: string;
  problem: string;
}

interface RawOperation {
  parameters?: { $ref?: string }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: unknown }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: unknown }> }>;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  'x-webhooks': Record<string, { post: { requestBody: { content: Record<string, { schema: unknown }> } } }>;
  components: Record<string, Record<string, unknown>>;
}

/** One route of GitHub's, with what it takes and gives. */
export interface Operation {
  checkRequest: (request: { params: Record<string, string>; query: Record<string, string>; body: unknown }) => Misfit[];
  /** Checks an answer and fills in what GitHub always sends (`complete.ts`). Statuses the description does not have are let through. */
  checkAnswer: (status: number, body: unknown) => { misfits: Misfit[]; body: unknown };
}

/** Parsed once: it is 13 MB and takes a tenth of a second, so not before the first request. */
let description: { document: Document; schemaOf: (raw: unknown) => Schema } | undefined;
const operations = new Map<string, Operation | undefined>();

function load(): NonNullable<typeof description> {
  if (description === undefined) {
    const folder = createRequire(import.meta.url).resolve('@octokit/openapi/package.json').replace(/package\.json$/, '');
    const document = JSON.parse(readFileSync(`${folder}generated/api.github.com.json`, 'utf8')) as Document;
    description = { document, schemaOf: resolver(document.components) };
  }
  return description;
}

/** The operation of a route, `GET /repos/{owner}/{repo}`; undefined when GitHub has none. Compiled when it is used. */
export function operationOf(route: string): Operation | undefined {
  if (!operations.has(route)) {
    const [method = '', path = ''] = route.split(' ', 2);
    const raw = load().document.paths[path]?.[method.toLowerCase()];
    operations.set(route, raw === undefined ? undefined : build(method, path, raw));
  }
  return operations.get(route);
}

function webhook(event: string): { content: Record<string, { schema: unknown }> } {
  const hook = load().document['x-webhooks'][event];
  if (hook === undefined) throw new Error(`GitHub describes no event ${event}`);
  return hook.post.requestBody;
}

/** The payload of an event, `pull-request-opened`, with every field that GitHub sends. Throws when it has a field that GitHub does not have. */
export function payloadOf(event: string, given: Record<string, unknown>): Record<string, unknown> {
  const schema = load().schemaOf(webhook(event).content['application/json']?.schema);
  const [first] = unknownFields(schema, given);
  if (first !== undefined) throw new Error(`GitHub's ${event} has no field ${first}`);
  return complete(schema, given) as Record<string, unknown>;
}

/** Where a payload is not as GitHub describes the event. Compiling that takes half a second, so builders leave it to their test. */
export const checkPayload = (event: string, payload: unknown): Misfit[] => build('post', `/${event}`, { responses: { 200: webhook(event) } }).checkAnswer(200, payload).misfits;

function build(method: string, path: string, raw: RawOperation): Operation {
  const { document: { components }, schemaOf } = load();
  const follow = <T extends { $ref?: string }>(item: T, kind: string): T => (item.$ref === undefined ? item : (components[kind]?.[item.$ref.split('/').at(-1) ?? ''] as T));
  const jsonOf = (content: Record<string, { schema?: unknown }> | undefined): Schema | undefined => {
    const schema = content?.['application/json']?.schema;
    return schema === undefined ? undefined : schemaOf(schema);
  };
  const bodySchema = jsonOf(raw.requestBody?.content);
  const answers = new Map(Object.entries(raw.responses).flatMap(([status, response]) => {
    const schema = jsonOf(follow(response, 'responses').content);
    return schema === undefined ? [] : [[status, schema] as const];
  }));
  const wrap = (schema: Schema): unknown => ({ content: { 'application/json': { schema } } });
  const definition = {
    openapi: '3.0.3',
    info: { title: 'GitHub', version: '1' },
    paths: {
      [path]: {
        [method.toLowerCase()]: {
          operationId: 'it',
          parameters: (raw.parameters ?? []).map((parameter) => {
            const followed = follow(parameter, 'parameters') as { schema?: unknown };
            return { ...followed, schema: schemaOf(followed.schema) };
          }),
          ...(bodySchema === undefined ? {} : { requestBody: { required: raw.requestBody?.required ?? false, ...(wrap(bodySchema) as object) } }),
          responses: Object.fromEntries([...answers].map(([status, schema]) => [status, wrap(schema)])),
        },
      },
    },
  };
  const validator = new OpenAPIValidator({
    definition: definition as never,
    lazyCompileValidators: true,
    ajvOpts: { strict: false, logger: false, code: { optimize: false }, inlineRefs: false, validateSchema: false, formats: { 'date-time': isTime, uri: (text: string) => text === '' || URL.canParse(text) } },
  });

  return {
    checkRequest: ({ params, query, body }) => {
      const concrete = path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
      const { errors } = validator.validateRequest({ method: method.toLowerCase(), path: concrete, query, headers: {}, ...(body === undefined ? {} : { body }) }, 'it');
      const undescribed = body === undefined ? [] : bodySchema === undefined ? ['body'] : unknownFields(bodySchema, body, 'body');
      return [...misfits(errors ?? []), ...undescribed.map((field) => ({ field, problem: 'GitHub has no such field' }))];
    },
    checkAnswer: (status, body) => {
      const schema = answers.get(String(status));
      if (schema === undefined) return { misfits: [], body };
      const undescribed = unknownFields(schema, body, 'answer').filter((field) => !sentUndescribed.test(field));
      const whole = complete(schema, body);
      const { errors } = validator.validateResponse(whole, 'it', status);
      const wrong = misfits(errors ?? [], 'answer').filter(({ field }) => !sentAsNull.test(field));
      return { misfits: [...undescribed.map((field) => ({ field, problem: 'GitHub sends no such field' })), ...wrong], body: whole };
    },
  };
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** What GitHub sends and its description does not have: the status in the answers to most routes' errors, and what an environment says of admins. */
const sentUndescribed = /^answer\.status$|\bcan_admins_bypass$/;
/** What is null once a fork, or its account, was deleted, although the description has an object there. */
const sentAsNull = /^answer(\.\d+)?\.head\.(repo|user)$/;

/** Of alternatives that do not fit each says one; five are enough. */
function misfits(errors: { instancePath: string; message?: string; params: unknown }[], root?: string): Misfit[] {
  return errors.slice(0, 5).map(({ instancePath, message, params }) => {
    const { missingProperty, additionalProperty, ...rest } = params as Record<string, string | undefined>;
    const field = [root, ...instancePath.split('/').slice(1), missingProperty ?? additionalProperty].filter((part) => part !== undefined && part !== '').join('.').replace(/^(requestBody)?(?=\.|$)/, 'body');
    const problem = missingProperty !== undefined ? 'is required' : additionalProperty !== undefined ? 'GitHub has no such field' : `${message ?? 'does not fit'} ${JSON.stringify(rest)}`;
    return { field, problem };
  });
}
