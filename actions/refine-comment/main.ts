import { runRefineCommentAction } from '../../src/actions/run-refine-comment-action.ts';

process.exitCode = await runRefineCommentAction();
