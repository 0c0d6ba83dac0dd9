import { createGitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { REFINE_COMMENT } from './declarations.ts';
import { runAction, verdictOf, type ActionWorld } from './run-action.ts';

const SAID = {
  'not for us': 'the comment asks for nothing',
  'not allowed': 'whoever wrote the comment may not write to this repository: nothing was done',
  answered: 'answered',
  explained: 'answered with what is possible',
  older: 'the pull request has moved on meanwhile: nothing was written',
} as const;

/** Answers a comment on a pull request. Returns the exit code. */
export async function runRefineCommentAction(world: ActionWorld = process): Promise<number> {
  return await runAction(REFINE_COMMENT, async (call) => {
    const { env, ui, signal, inputs: { token } } = call;
    takeIdTokenRequest(env);
    try {
      const context = actionsContext(env);
      const github = createGitHub({ token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
      const [{ answerRefineComment }, { actionsArtifacts }] = await Promise.all([import('../github/refine-comment.ts'), import('../github/artifact-store.ts')]);
      // The library is large, and most comments are not for us.
      const downloadFrom: Parameters<typeof answerRefineComment>[0]['artifacts']['downloadFrom'] = async (artifact) => (await actionsArtifacts({ token, repository: context.repository })).downloadFrom(artifact);
      const outcome = await answerRefineComment({ github, context, artifacts: { downloadFrom } });
      ui.line(SAID[outcome], 'note');
      call.output('verdict', 'pass');
    } catch (error) {
      call.output('verdict', verdictOf(error));
      throw error;
    }
  }, world);
}
