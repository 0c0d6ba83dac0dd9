/** As far as it is needed here: what Octokit hands over and gets back. */
interface Asked {
  method: string;
  headers: Record<string, string | number | undefined>;
}
interface Answered {
  headers: Record<string, string | number | undefined>;
}

/** So that a run of days keeps no more than it asks for at each gate. */
const MOST_ANSWERS = 500;

/**
 * Asks only for what has changed since it was last asked for: an answer 304 does not count against the hour's requests, and
 * says that the last answer still is the answer. Each caller gets a copy of its own.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export function askForChanges<Options extends Asked, Answer extends Answered>(urlOf: (options: Options) => string): (request: (options: Options) => Answer | Promise<Answer>, options: Options) => Promise<Answer> {
  const answers = new Map<string, { etag: string; answer: Answer }>();
  return async (request, options) => {
    if (options.method !== 'GET') return await request(options);
    const key = `${urlOf(options)} ${String(options.headers['accept'])}`;
    const known = answers.get(key);
    if (known !== undefined) options.headers['if-none-match'] = known.etag;
    try {
      const answer = await request(options);
      const { etag, 'content-type': type } = answer.headers;
      // Files are large, and read once.
      if (typeof etag === 'string' && /\bjson\b/.test(String(type)) && answers.size < MOST_ANSWERS) answers.set(key, { etag, answer: structuredClone(answer) });
      else answers.delete(key);
      return answer;
    } catch (error) {
      if (known === undefined || (error as { status?: unknown }).status !== 304) throw error;
      return structuredClone(known.answer);
    }
  };
}
